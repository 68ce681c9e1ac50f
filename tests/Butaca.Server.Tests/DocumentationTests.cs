using Butaca.Hosting.Cluster;
using Butaca.Tests;

namespace Butaca.Server.Tests;

public sealed class DocumentationTests
{
    /// <summary>Every key of the configuration is explained, with its default.</summary>
    [Fact]
    public void EveryKeyIsExplained()
    {
        string page = File.ReadAllText(Path.Combine(Repository.Root, "docs", "guide", "server.md"));
        foreach ((string key, object? value) in Keys("Butaca", new ServerOptions()))
        {
            string? row = page.Split('\n')
                .FirstOrDefault(line => line.StartsWith($"| `{key}`", StringComparison.Ordinal));
            Assert.True(row is not null, $"docs/guide/server.md explains no {key}");
            if (value is not ("" or null))
                Assert.Contains($"{value}", row, StringComparison.OrdinalIgnoreCase);
        }
    }

    private static IEnumerable<(string Key, object? Value)> Keys(string prefix, object options) =>
        options
            .GetType()
            .GetProperties()
            .Where(property => property.CanWrite)
            .SelectMany(property =>
                property.GetValue(options)
                    is { } part
                        and (AccessOptions or CorsOptions or LimitOptions or McpOptions or ClusterOptions)
                    ? Keys($"{prefix}:{property.Name}", part)
                    : [($"{prefix}:{property.Name}", property.GetValue(options))]
            );
}
