namespace NeuralOps.Onnx;

/// <summary>What an ONNX file is made of, without its weights.</summary>
/// <param name="Producer">The program that wrote it.</param>
/// <param name="ProducerVersion">That program's version.</param>
/// <param name="Opsets">Operator set version of each domain; the core domain is the empty string.</param>
/// <param name="Operators">Operators in order of execution, those of other domains as <c>domain.Operator</c>;
/// those of a sub-graph follow its node.</param>
/// <param name="WeightCount">Number of elements of all initialisers.</param>
/// <param name="Metadata">The entries that the file carries.</param>
public sealed record OnnxModelSummary(
    string Producer,
    string ProducerVersion,
    IReadOnlyDictionary<string, long> Opsets,
    IReadOnlyList<string> Operators,
    long WeightCount,
    IReadOnlyDictionary<string, string> Metadata);
