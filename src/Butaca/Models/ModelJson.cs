using System.Text.Json.Serialization;

namespace Butaca.Models;

/// <summary>The JSON of model folders, generated: it needs no reflection.</summary>
[JsonSerializable(typeof(IReadOnlyList<string>))]
[JsonSerializable(typeof(ModelManifest))]
[JsonSerializable(typeof(string[]))]
internal sealed partial class ModelJson : JsonSerializerContext;
