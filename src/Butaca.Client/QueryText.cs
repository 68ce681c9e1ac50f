using System.Globalization;
using System.Text;

namespace Butaca.Client;

/// <summary>The query of an address: only what was given.</summary>
internal sealed class QueryText
{
    private readonly StringBuilder _text = new();

    public QueryText Add(string name, object? value)
    {
        if (value is not null)
            _text
                .Append(_text.Length == 0 ? '?' : '&')
                .Append(name)
                .Append('=')
                .Append(Uri.EscapeDataString(Convert.ToString(value, CultureInfo.InvariantCulture)!));
        return this;
    }

    public override string ToString() => _text.ToString();
}
