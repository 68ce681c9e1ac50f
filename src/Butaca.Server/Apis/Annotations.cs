using System.ComponentModel.DataAnnotations;
using System.Text.Json;
using Butaca.Hosting;

namespace Butaca.Server.Apis;

/// <summary>Checks what the framework doesn't: it checks bodies.</summary>
internal static class Annotations
{
    /// <summary>
    /// A contract, checked by the annotations of its properties; objects within it are not looked into.
    /// </summary>
    /// <exception cref="RequestException">A value is out of its range.</exception>
    /// <param name="contract">The contract.</param>
    /// <param name="prefix">Where it stands, for an error: <c>translations[3].</c></param>
    public static T Checked<T>(T contract, string prefix = "")
        where T : notnull
    {
        List<ValidationResult> wrong = [];
        if (!Validator.TryValidateObject(contract, new ValidationContext(contract), wrong, validateAllProperties: true))
            throw RequestException.Field(
                prefix + JsonNamingPolicy.CamelCase.ConvertName(wrong[0].MemberNames.First()),
                wrong[0].ErrorMessage!
            );
        return contract;
    }
}
