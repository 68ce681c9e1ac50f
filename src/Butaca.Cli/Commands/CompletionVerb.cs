using System.CommandLine;

namespace Butaca.Cli.Commands;

/// <summary><c>butaca completion SHELL</c>: the script that completes commands, options and values.</summary>
internal sealed class CompletionVerb : IVerb
{
    public VerbGroup Group => VerbGroup.Around;

    public Command Create(Terminal terminal)
    {
        Argument<string> shell = new("SHELL") { Description = string.Join(", ", Shells.Scripts.Keys) };
        shell.CompletionSources.Add([.. Shells.Scripts.Keys]);
        return new Command(
            "completion",
            SharedOptions.WithExample(
                "Write the script by which a shell completes commands, options, models and other values with the tab key. "
                    + "Installed for good:",
                "butaca completion bash >> ~/.bashrc",
                "butaca completion zsh > \"${fpath[1]}/_butaca\"",
                "butaca completion fish > ~/.config/fish/completions/butaca.fish",
                "butaca completion pwsh >> $PROFILE"
            )
        )
        {
            shell,
        }.Does(
            (parsed, _) =>
            {
                string name = parsed.GetRequiredValue(shell);
                if (!Shells.Scripts.TryGetValue(name, out string? script))
                    Throw.Option("SHELL", name, $"one of {string.Join(", ", Shells.Scripts.Keys)}");
                terminal.WriteLine(script);
            }
        );
    }
}
