using System.CommandLine;
using Butaca.Models;
using Spectre.Console;

namespace Butaca.Cli.Commands;

/// <summary><c>butaca models [DIR]</c>.</summary>
internal sealed class ModelsVerb : IVerb
{
    public VerbGroup Group => VerbGroup.Models;

    public Command Create(Terminal terminal)
    {
        Argument<string?> folder = new("DIR")
        {
            Description = "A model folder to describe [default: list what can be trained]",
            Arity = ArgumentArity.ZeroOrOne,
        };
        Option<string[]> assembly = SharedOptions.Assembly();
        Option<bool> json = SharedOptions.Json();
        return new Command(
            "models",
            SharedOptions.WithExample(
                "List the models that can be trained, or describe a trained one",
                "butaca models",
                "butaca models models/butaca"
            )
        )
        {
            folder,
            assembly,
            json,
        }.Does(
            (parsed, _) =>
            {
                if (parsed.GetValue(folder) is { } path)
                    Describe(terminal, ModelFolder.ReadManifest(path), parsed.GetValue(json));
                else
                    List(terminal, SharedOptions.PartsOf(parsed, assembly).Models, parsed.GetValue(json));
            }
        );
    }

    private static void List(Terminal terminal, ModelRegistry registry, bool json)
    {
        var models = registry
            .All.Select(model => new
            {
                model.Name,
                model.Summary,
                Options = model
                    .Options.Select(o => new
                    {
                        o.Name,
                        Default = o.Get(model.CreateOptions()),
                        o.Range,
                        o.Description,
                        Search = o.SearchSpace,
                    })
                    .ToArray(),
            })
            .ToArray();
        if (json)
        {
            terminal.WriteJson(models);
            return;
        }
        foreach (var model in models)
        {
            terminal.Out.Markup($"[bold]{model.Name}[/]");
            terminal.WriteLine($": {model.Summary}");
            foreach (var option in model.Options)
                terminal.WriteLine($"  {option.Name}={option.Default}: {option.Description} ({option.Range})");
        }
    }

    private static void Describe(Terminal terminal, ModelManifest manifest, bool json)
    {
        if (json)
        {
            terminal.WriteJson(manifest);
            return;
        }
        Grid grid = new Grid().AddColumn().AddColumn();
        void Row(string label, string value) => grid.AddRow(Markup.Escape(label), Markup.Escape(value));
        Row("Model", manifest.Model);
        Row("Options", string.Join(", ", manifest.Options.Select(o => $"{o.Key}={o.Value}")));
        if (ChosenOptions.Describe(manifest) is { } chosen)
            Row("Chosen", chosen);
        Row("Seed", $"{manifest.Seed}");
        Row("Trained on", $"{manifest.Users} users, {manifest.Movies} movies, {manifest.Interactions} interactions");
        Row("Data", manifest.DataHash);
        Row(
            "Measured",
            manifest.Metrics.Count == 0
                ? "no (train with --users to leave users for it)"
                : string.Join(", ", manifest.Metrics.Select(m => $"{m.Key}@10 {m.Value:0.000}"))
        );
        Row("Written by", $"Butaca {manifest.ButacaVersion}, format {manifest.Format}");
        terminal.Out.Write(grid);
    }
}
