using System.CommandLine;
using System.Globalization;
using Butaca.Hosting.Storage;
using Butaca.Server.Security;
using Spectre.Console;

namespace Butaca.Cli.Commands.Keys;

/// <summary>
/// <c>butaca keys create|list|revoke</c>: who may use a server. A running server takes changes over within seconds.
/// </summary>
internal sealed class KeysVerb : IVerb
{
    public VerbGroup Group => VerbGroup.Around;

    public Command Create(Terminal terminal)
    {
        Command command = new(
            "keys",
            "Create, list and revoke the keys of a server's API. Start with: butaca keys create --name web --scope write"
        );
        command.Add(Create("create", "Create a key. It is shown once: only its hash is stored", terminal));
        command.Add(List(terminal));
        command.Add(Revoke(terminal));
        return command;
    }

    private static Command Create(string verb, string description, Terminal terminal)
    {
        Option<string> name = new("--name")
        {
            Description = "What the key is for",
            HelpName = "NAME",
            Required = true,
        };
        Option<KeyScope> scope = new("--scope")
        {
            Description = "What it may do: read, write (also events, users, movies) or admin (also models)",
            HelpName = "SCOPE",
            DefaultValueFactory = _ => KeyScope.Read,
        };
        Option<string?> folder = ServerOptionsOf.Folder();
        Option<string?> store = ServerOptionsOf.Store();
        return new Command(verb, SharedOptions.WithExample(description, "butaca keys create --name web --scope write"))
        {
            name,
            scope,
            folder,
            store,
        }.Does(
            (parsed, cancellation) =>
                With(
                    parsed.GetValue(folder),
                    parsed.GetValue(store),
                    create: true,
                    async opened =>
                    {
                        (string key, StoredKey stored) = ApiKeys.Make(
                            parsed.GetRequiredValue(name),
                            parsed.GetValue(scope),
                            TimeProvider.System.GetUtcNow()
                        );
                        await opened.AddKeyAsync(stored, cancellation);
                        terminal.Note(
                            $"Key {stored.Id} ({stored.Scope}) for {stored.Name}, in {opened.Where}. Keep it: it isn't shown again."
                        );
                        terminal.WriteLine(key);
                    },
                    cancellation
                )
        );
    }

    private static Command List(Terminal terminal)
    {
        Option<string?> folder = ServerOptionsOf.Folder();
        Option<string?> store = ServerOptionsOf.Store();
        Option<bool> json = SharedOptions.Json();
        return new Command(
            "list",
            SharedOptions.WithExample("List all keys, without their secrets", "butaca keys list")
        )
        {
            folder,
            store,
            json,
        }.Does(
            (parsed, cancellation) =>
                With(
                    parsed.GetValue(folder),
                    parsed.GetValue(store),
                    create: false,
                    async opened =>
                    {
                        IReadOnlyList<StoredKey> keys = await opened.KeysAsync(cancellation);
                        if (parsed.GetValue(json))
                        {
                            terminal.WriteJson(
                                keys.Select(key => new
                                {
                                    key.Id,
                                    key.Name,
                                    Scope = key.Scope.ToString(),
                                    Created = Day(key.Created),
                                    Revoked = key.Revoked is { } time ? Day(time) : null,
                                })
                            );
                            return;
                        }
                        Table table = new Table().SimpleBorder();
                        foreach (string column in (string[])["Id", "Name", "Scope", "Created", "Revoked"])
                            table.AddColumn(column);
                        foreach (StoredKey key in keys)
                            table.AddRow(
                                new Text(key.Id),
                                new Text(key.Name),
                                new Text($"{key.Scope}"),
                                new Text(Day(key.Created)),
                                new Text(key.Revoked is { } time ? Day(time) : "")
                            );
                        terminal.Out.Write(table);
                    },
                    cancellation
                )
        );
    }

    private static Command Revoke(Terminal terminal)
    {
        Argument<string> id = new("ID") { Description = "The key's id, as 'butaca keys list' shows it" };
        Option<string?> folder = ServerOptionsOf.Folder();
        Option<string?> store = ServerOptionsOf.Store();
        return new Command("revoke", SharedOptions.WithExample("Revoke a key", "butaca keys revoke 4f1c9a"))
        {
            id,
            folder,
            store,
        }.Does(
            (parsed, cancellation) =>
                With(
                    parsed.GetValue(folder),
                    parsed.GetValue(store),
                    create: false,
                    async opened =>
                    {
                        string name = parsed.GetRequiredValue(id);
                        if (
                            !await opened.RevokeKeyAsync(
                                name,
                                TimeProvider.System.GetUtcNow().ToUnixTimeSeconds(),
                                cancellation
                            )
                        )
                            Throw.Option("ID", name, "a key that is not revoked. 'butaca keys list' lists them");
                        terminal.Note($"Revoked {name}. Servers that run refuse it within seconds.");
                    },
                    cancellation
                )
        );
    }

    private static void With(
        string? folder,
        string? store,
        bool create,
        Func<IStore, Task> action,
        CancellationToken cancellation
    ) => WithAsync(folder, store, create, action, cancellation).GetAwaiter().GetResult();

    private static async Task WithAsync(
        string? folder,
        string? store,
        bool create,
        Func<IStore, Task> action,
        CancellationToken cancellation
    )
    {
        try
        {
            await using IStore opened = await ServerOptionsOf.OpenAsync(folder, store, create, cancellation);
            await action(opened);
        }
        catch (StoreException exception)
        {
            throw new ButacaException(exception.Message, exception);
        }
    }

    private static string Day(long time) =>
        DateTimeOffset.FromUnixTimeSeconds(time).ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture);
}
