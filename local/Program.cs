using OpsFunctions.Local.Cli.Commands;

return await CommandLine.RunAsync(args);
