using System.Globalization;
using Butaca.Cli;
using Butaca.Cli.Commands;
using Butaca.Data;
using Butaca.Data.Files;
using Butaca.Data.Titles;

namespace Butaca.Tests.Cli;

public sealed class QuickstartTests : CommandTest
{
    [Fact]
    public async Task AModelOfSomebodyElseIsNotReplaced()
    {
        await Train();
        Assert.Equal(
            "TMP/model: found a model of 40 users that quickstart did not train, expected none or its own: it would be replaced. Give another folder with --output.",
            await Fail("quickstart", "--output", ModelFolderPath)
        );
        Assert.Equal("item-knn", Butaca.Models.ModelFolder.Load(ModelFolderPath).Manifest.Model);
    }

    [Fact]
    public void WhatItSaysToTypeNextIsUnderstood()
    {
        Dataset shipped = DatasetFolder
            .Read(Repository.MovieLensSmall, cancellation: TestContext.Current.CancellationToken)
            .Dataset;
        TitleIndex titles = TitleIndex.Of(shipped);
        Assert.All(QuickstartVerb.Typed, text => Assert.Equal(TitleOutcome.Found, titles.Resolve(text).Outcome));
    }

    /// <summary>
    /// The whole of it, in the time that it takes: what it keeps is what it measured, and recommends at once. .ci/run
    /// has its own, from the command line.
    /// </summary>
    [Fact(Explicit = true), Trait("Long", "yes")]
    public async Task ItKeepsTheModelThatItMeasured()
    {
        ConsoleCapture console = await Succeed("quickstart", "--output", ModelFolderPath);
        Butaca.Models.ModelManifest kept = Butaca.Models.ModelFolder.ReadManifest(ModelFolderPath);
        Assert.Equal(("butaca", 536), (kept.Model, kept.Users));
        Assert.InRange(kept.Metrics["P"], 0.56, 0.62);
        Assert.Contains(
            string.Create(CultureInfo.InvariantCulture, $"  butaca          {kept.Metrics["P"]:0.000} ± "),
            console.Out,
            StringComparison.Ordinal
        );
        Assert.Contains($"  {ProgramName.Installed} train\n", console.Out, StringComparison.Ordinal);
        ConsoleCapture next = await Succeed([
            "recommend",
            "--model",
            ModelFolderPath,
            "--watched",
            .. QuickstartVerb.Typed,
        ]);
        Assert.Equal("alien → Alien (1979)\nmatrix → The Matrix (1999)\n", next.Notes);
    }
}
