using System.Reflection;
using DbUp.Builder;
using DbUp.Engine;

namespace Butaca.Server.Storage;

/// <summary>Brings the tables up to date by the scripts in the folder Migrations, each of them once.</summary>
internal static class Migrations
{
    /// <summary>Runs the scripts that a database has not seen yet.</summary>
    /// <param name="builder">Knows the database, and what becomes of its transactions.</param>
    /// <param name="dialect">The folder of the scripts: Sqlite or Postgres.</param>
    /// <param name="where">Names the database in errors.</param>
    public static void Apply(UpgradeEngineBuilder builder, string dialect, string where)
    {
        SqlScript[] scripts = Scripts(dialect);
        UpgradeEngine engine = builder.WithScripts(scripts).WithVariablesDisabled().LogToNowhere().Build();
        string[] unknown = [.. engine.GetExecutedButNotDiscoveredScripts().Order(StringComparer.Ordinal)];
        if (unknown.Length > 0)
            throw new StoreException($"{where}: found the tables of a newer Butaca ({unknown[^1]}), expected {scripts[^1].Name} at most. Start the newer version, or restore a backup from before its update.", isTransient: false);
        DatabaseUpgradeResult result = engine.PerformUpgrade();
        if (!result.Successful) throw result.Error;
    }

    /// <summary>The scripts by their names, such as 0001-start: where the folder is moved to does not matter.</summary>
    private static SqlScript[] Scripts(string dialect)
    {
        Assembly assembly = typeof(Migrations).Assembly;
        string folder = $"{typeof(Migrations).Namespace}.Migrations.{dialect}.";
        return [.. assembly.GetManifestResourceNames()
            .Where(name => name.StartsWith(folder, StringComparison.Ordinal))
            .Order(StringComparer.Ordinal)
            .Select(name => SqlScript.FromStream(Path.GetFileNameWithoutExtension(name[folder.Length..]), assembly.GetManifestResourceStream(name)!))];
    }
}
