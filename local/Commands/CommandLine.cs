using System.CommandLine;
using OpsFunctions.Orchestrations.Settings;
using OpsFunctions.Simulator;

namespace OpsFunctions.Local.Cli.Commands;

/// <summary>The executable's commands. Exit codes: 0 all is well, 1 something that must hold does not, 2 wrong input.</summary>
internal static class CommandLine
{
    public const int Broken = 1;
    public const int WrongInput = 2;

    public static async Task<int> RunAsync(string[] args)
    {
        var root = new RootCommand("The suite on this machine, without Azure. Without a command it rehearses: 30 days on 200 machines.");
        var rehearse = RehearseCommand.Create();
        root.Add(rehearse);
        root.Add(ServeCommand.Create());
        root.Add(SimulatorCommand.Create());
        root.Add(VerifyEvidenceCommand.Create());
        root.Add(VerifyStateCommand.Create());

        // Without a command: rehearse, with whatever options stand there.
        var parsed = root.Parse(args.Length == 0 || IsOption(args[0]) ? ["rehearse", .. args] : args);
        if (parsed.Errors.Count > 0)
        {
            foreach (var error in parsed.Errors)
                await Console.Error.WriteLineAsync(error.Message);
            await Console.Error.WriteLineAsync("See --help.");
            return WrongInput;
        }
        try
        {
            return await parsed.InvokeAsync(new InvocationConfiguration { EnableDefaultExceptionHandler = false });
        }
        catch (Exception e) when (e is SettingsException or TraceFormatException or WrongInputException)
        {
            await Console.Error.WriteLineAsync(e.Message);
            return WrongInput;
        }
        catch (TimeoutException e)
        {
            await Console.Error.WriteLineAsync(e.Message);
            return Broken;
        }
        catch (OperationCanceledException)
        {
            await Console.Error.WriteLineAsync("Stopped.");
            return Broken;
        }
    }

    private static bool IsOption(string arg) => arg.StartsWith('-') && arg is not ("-h" or "-?" or "--help" or "--version");
}

/// <summary>Input that cannot be used; the message says what, where and what is allowed.</summary>
internal sealed class WrongInputException(string message) : Exception(message);
