namespace NeuralOps.Data;

/// <summary>A caption that a search found.</summary>
/// <param name="Index">Its place among the captions of the index.</param>
/// <param name="Caption">The caption.</param>
/// <param name="Score">Likeness to the text searched for, in (0, 1]; 1 for the same terms in the same shares.</param>
public sealed record CaptionMatch(int Index, string Caption, double Score);
