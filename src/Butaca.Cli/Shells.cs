namespace Butaca.Cli;

/// <summary>
/// The shells that complete command lines, and what each has to be told. All ask <c>butaca [suggest:N] "LINE"</c>.
/// </summary>
internal static class Shells
{
    /// <summary>A script by the name of its shell.</summary>
    public static IReadOnlyDictionary<string, string> Scripts { get; } =
        new SortedDictionary<string, string>(StringComparer.Ordinal)
        {
            ["bash"] = """
                _butaca() {
                    local line="${COMP_LINE:0:$COMP_POINT}" word="${COMP_WORDS[COMP_CWORD]}"
                    line="${line#* }"
                    local IFS=$'\n'
                    COMPREPLY=($(compgen -W "$(butaca "[suggest:${#line}]" "$line" 2>/dev/null)" -- "$word"))
                }
                complete -o default -F _butaca butaca
                """,
            ["zsh"] = """
                #compdef butaca
                _butaca() {
                    local line="${LBUFFER#* }"
                    local -a found
                    found=("${(@f)$(butaca "[suggest:${#line}]" "$line" 2>/dev/null)}")
                    found=(${found:#})
                    if (( ${#found} )); then compadd -- $found; else _files; fi
                }
                compdef _butaca butaca
                """,
            ["fish"] = """
                function __butaca_suggest
                    set -l line (commandline -cp | string replace -r '^\S+\s' '')
                    butaca "[suggest:"(string length -- "$line")"]" "$line" 2>/dev/null
                end
                complete -c butaca -a '(__butaca_suggest)'
                """,
            ["pwsh"] = """
                Register-ArgumentCompleter -Native -CommandName butaca -ScriptBlock {
                    param($word, $ast, $position)
                    $line = $ast.ToString().PadRight($position - $ast.Extent.StartOffset) -replace '^\S+\s', ''
                    butaca "[suggest:$($line.Length)]" $line 2>$null | Where-Object { $_ -like "$word*" } |
                        ForEach-Object { [System.Management.Automation.CompletionResult]::new($_) }
                }
                """,
        };
}
