using Microsoft.Azure.Functions.Worker.Middleware;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.Metrics;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using OpsFunctions.Local.Host;

namespace Microsoft.Azure.Functions.Worker.Builder;

/// <summary>Builds the host of a function app: services, configuration, middleware.</summary>
public class FunctionsApplicationBuilder : IHostApplicationBuilder, IFunctionsWorkerApplicationBuilder
{
    private readonly HostApplicationBuilder _host;
    private readonly InvocationPipeline _pipeline = new();

    internal FunctionsApplicationBuilder(string[]? args)
    {
        // Nobody edits settings under a running host, and many hosts in one process would exhaust the file watchers.
        var settings = new ConfigurationManager();
        settings.AddInMemoryCollection([new("hostBuilder:reloadConfigOnChange", "false")]);
        _host = new HostApplicationBuilder(new HostApplicationBuilderSettings { Args = args, Configuration = settings });
        _host.Services.AddSingleton(_pipeline);
    }

    public IDictionary<object, object> Properties => ((IHostApplicationBuilder)_host).Properties;

    public ConfigurationManager Configuration => _host.Configuration;

    public IHostEnvironment Environment => _host.Environment;

    public ILoggingBuilder Logging => _host.Logging;

    public IMetricsBuilder Metrics => _host.Metrics;

    public IServiceCollection Services => _host.Services;

    IConfigurationManager IHostApplicationBuilder.Configuration => _host.Configuration;

    public IHost Build()
    {
        RuntimeServices.Add(_host.Services);
        return _host.Build();
    }

    public void ConfigureContainer<TContainerBuilder>(IServiceProviderFactory<TContainerBuilder> factory, Action<TContainerBuilder>? configure = null)
        where TContainerBuilder : notnull => _host.ConfigureContainer(factory, configure);

    public IFunctionsWorkerApplicationBuilder Use(Func<FunctionExecutionDelegate, FunctionExecutionDelegate> middleware)
    {
        _pipeline.Use(middleware);
        return this;
    }
}
