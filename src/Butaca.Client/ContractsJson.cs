using System.Text.Json;
using System.Text.Json.Serialization;
using Butaca.Client.Contracts;

namespace Butaca.Client;

/// <summary>
/// The JSON of the API, generated: what the client sends and what it is answered. Without reflection it also works in
/// programs that are trimmed, compiled ahead of time, or one file. What is generated overwrites the default of a
/// property with <c>init</c> where an answer lacks it, so those of answers have <c>set</c>.
/// </summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(Activation))]
[JsonSerializable(typeof(BatchRequest))]
[JsonSerializable(typeof(CatalogMovie))]
[JsonSerializable(typeof(CatalogSummary))]
[JsonSerializable(typeof(Deletion))]
[JsonSerializable(typeof(EventBatch))]
[JsonSerializable(typeof(EventOutcome))]
[JsonSerializable(typeof(EventPage))]
[JsonSerializable(typeof(EventReceipt))]
[JsonSerializable(typeof(HistoryEntryFields))]
[JsonSerializable(typeof(ImportReport))]
[JsonSerializable(typeof(IReadOnlyList<ModelItem>))]
[JsonSerializable(typeof(IReadOnlyList<RecommendedMovie>))]
[JsonSerializable(typeof(Judgement))]
[JsonSerializable(typeof(MovieDescription))]
[JsonSerializable(typeof(MovieOutcome))]
[JsonSerializable(typeof(MoviePage))]
[JsonSerializable(typeof(UserPage))]
[JsonSerializable(typeof(UserEvent))]
[JsonSerializable(typeof(UserExport))]
[JsonSerializable(typeof(UserHistory))]
[JsonSerializable(typeof(RecommendationAnswer))]
[JsonSerializable(typeof(RecommendationRequest))]
[JsonSerializable(typeof(Statistics))]
[JsonSerializable(typeof(TogetherAnswer))]
[JsonSerializable(typeof(TogetherRequest))]
[JsonSerializable(typeof(TrainingRequest))]
[JsonSerializable(typeof(TrainingStatus))]
[JsonSerializable(typeof(object))]
internal sealed partial class ContractsJson : JsonSerializerContext;
