namespace NeuralOperatorAgent;

/// <summary>Where a training run starts.</summary>
/// <param name="Weights">Weights to start from: those of equal name and shape are taken; null starts from the seed.
/// </param>
/// <param name="Resume">A checkpoint to continue exactly, our own or the reference's; null starts anew.</param>
internal sealed record AgentStart(string? Weights = null, string? Resume = null);
