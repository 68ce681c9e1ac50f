using System.CommandLine;
using Butaca.Hosting.Cluster;
using Butaca.Hosting.Training;
using Butaca.Server.Setup;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Butaca.Cli.Commands;

/// <summary><c>butaca serve</c>: recommendations over HTTP.</summary>
internal sealed class ServeVerb : IVerb
{
    public VerbGroup Group => VerbGroup.Start;

    public Command Create(Terminal terminal)
    {
        Option<string?> data = new("--data", "-d")
        {
            Description = "Data set folder [default: the data set that Butaca ships]",
            HelpName = "DIR",
        };
        Option<string?> folder = ServerOptionsOf.Folder();
        Option<string?> store = ServerOptionsOf.Store();
        Option<string?> urls = new("--urls")
        {
            Description = "Where to listen [default: http://127.0.0.1:5080, which other machines don't reach]",
            HelpName = "URL",
        };
        Option<string?> cluster = new("--cluster")
        {
            Description = "One of several servers on one PostgreSQL, all with this name; docs/cluster.md",
            HelpName = "NAME",
        };
        Option<string?> role = new("--role")
        {
            Description = "With --cluster: serve,train [default], or serve, which leaves trainings to others",
            HelpName = "ROLE",
        };
        Option<string[]> set = new("--set")
        {
            Description =
                "Another key of the configuration, such as Butaca:Limits:Seconds=5; docs/guide/server.md lists them",
            HelpName = "KEY=VALUE",
        };
        return new Command(
            "serve",
            SharedOptions.WithExample(
                "Serve recommendations over HTTP, to programs and on a web page. Trains the default model first where there is none",
                "butaca serve",
                "butaca serve --folder /var/lib/butaca --store \"Host=localhost;Database=butaca\" --urls http://0.0.0.0:8080"
            )
        )
        {
            data,
            folder,
            store,
            urls,
            cluster,
            role,
            set,
        }.Does(
            (parsed, cancellation) =>
            {
                List<string> args = [];
                Add("Butaca:Data", parsed.GetValue(data));
                Add("Butaca:Folder", parsed.GetValue(folder));
                Add("Butaca:Store", parsed.GetValue(store));
                Add("urls", parsed.GetValue(urls));
                Add("Butaca:Cluster:Name", parsed.GetValue(cluster));
                Add("Butaca:Cluster:Role", parsed.GetValue(role));
                foreach (string pair in parsed.GetValue(set) ?? [])
                {
                    int at = pair.IndexOf('=', StringComparison.Ordinal);
                    if (at <= 0)
                        Throw.Option("--set", pair, "KEY=VALUE, such as Butaca:Limits:Seconds=5");
                    Add(pair[..at], pair[(at + 1)..]);
                }
                using WebApplication app = ServerSetup.Create([.. args]);
                app.Lifetime.ApplicationStarted.Register(() =>
                    terminal.Note($"Listening on {string.Join(", ", app.Urls)}. API: /docs. Ctrl-C ends it.")
                );
                Startup startup = app.Services.GetRequiredService<Startup>(); // running disposes of the services
                ClusterNode? node = app.Services.GetService<ClusterNode>();
                try
                {
                    app.RunAsync(cancellation).GetAwaiter().GetResult();
                }
                catch (IOException exception) // the address is in use, or not this machine's
                {
                    throw new ButacaException($"--urls: {exception.Message}", exception);
                }
                if ((startup.Failure ?? node?.Failure) is { } failure)
                    throw new ButacaException(failure);

                void Add(string key, string? value)
                {
                    if (value is not null)
                        args.Add($"--{key}={value}");
                }
            }
        );
    }
}
