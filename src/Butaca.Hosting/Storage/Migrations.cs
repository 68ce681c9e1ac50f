using System.Reflection;
using DbUp.Builder;
using DbUp.Engine;

namespace Butaca.Hosting.Storage;

/// <summary>Which migrations may be run.</summary>
internal enum Migration
{
    /// <summary>None: the tables have to be up to date.</summary>
    None,

    /// <summary>All of them where there are no tables yet.</summary>
    First,

    /// <summary>Whatever is missing.</summary>
    Any,
}

/// <summary>Brings the tables up to date by the scripts in the folder Migrations, each of them once.</summary>
internal static class Migrations
{
    /// <summary>Runs the scripts that a database has not seen yet.</summary>
    /// <param name="builder">Knows the database, and what becomes of its transactions.</param>
    /// <param name="dialect">The folder of the scripts: Sqlite or Postgres.</param>
    /// <param name="where">Names the database in errors.</param>
    /// <param name="allowed">Where they may be run; elsewhere a database that lacks some is an error.</param>
    public static void Apply(UpgradeEngineBuilder builder, string dialect, string where, Migration allowed)
    {
        SqlScript[] scripts = Scripts(dialect);
        UpgradeEngine engine = builder.WithScripts(scripts).WithVariablesDisabled().LogToNowhere().Build();
        string[] unknown = [.. engine.GetExecutedButNotDiscoveredScripts().Order(StringComparer.Ordinal)];
        if (unknown.Length > 0)
            throw new StoreException(
                $"{where}: found the tables of a newer Butaca ({unknown[^1]}), expected {scripts[^1].Name} at most. Start the newer version, or restore a backup from before its update.",
                isTransient: false
            );
        List<SqlScript> missing = engine.GetScriptsToExecute();
        bool isEmpty = missing.Count == scripts.Length;
        if (missing.Count == 0)
            return;
        if (allowed == Migration.None && isEmpty)
            throw new StoreException(
                $"{where}: found no tables of Butaca, expected the store of a server. Name it with --folder or --store.",
                isTransient: false
            );
        if (allowed != Migration.Any && !isEmpty)
            throw new StoreException(
                $"{where}: found the tables of an older Butaca (without {missing[0].Name}), expected {scripts[^1].Name}. Use the older version's program, or start this version's server, which brings them up to date.",
                isTransient: false
            );
        DatabaseUpgradeResult result = engine.PerformUpgrade();
        if (!result.Successful)
            throw result.Error;
    }

    /// <summary>The scripts by their names, such as 0001-start: where the folder is moved to does not matter.</summary>
    private static SqlScript[] Scripts(string dialect)
    {
        Assembly assembly = typeof(Migrations).Assembly;
        string folder = $"{typeof(Migrations).Namespace}.Migrations.{dialect}.";
        return
        [
            .. assembly
                .GetManifestResourceNames()
                .Where(name => name.StartsWith(folder, StringComparison.Ordinal))
                .Order(StringComparer.Ordinal)
                .Select(name =>
                    SqlScript.FromStream(
                        Path.GetFileNameWithoutExtension(name[folder.Length..]),
                        assembly.GetManifestResourceStream(name)!
                    )
                ),
        ];
    }
}
