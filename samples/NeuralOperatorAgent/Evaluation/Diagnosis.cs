using NeuralOps.Losses;
using NeuralOps.Models;

namespace NeuralOperatorAgent;

/// <summary>An operator and a tokenizer held against each other on samples that the operator has not seen, nor the
/// tokenizer where it was trained with the same split.</summary>
/// <param name="Alignment">The four measures.</param>
/// <param name="Validation">Tokens of rollouts against tokens of the truth.</param>
/// <param name="Map">How the operator's bottleneck became latents.</param>
internal sealed record Diagnosis(AlignmentReport Alignment, PostTrainingValidation Validation, string Map)
{
    /// <summary>Rolls out and measures.</summary>
    /// <param name="module">The operator, in evaluation mode.</param>
    /// <param name="tokenizer">The tokenizer.</param>
    /// <param name="data">Held-out and training samples.</param>
    /// <param name="most">The most samples of each.</param>
    public static Diagnosis Of(AgentModule module, TrajectoryTokenizer tokenizer, HeldOut data, int most)
    {
        AgentEvaluation.RequireSame(module, data);
        using var scope = TorchSharp.torch.NewDisposeScope();
        TokenizedRollouts rollouts = TokenizedRollouts.Of(module, tokenizer, data.Chunks(most));
        LatentMap map = LatentMap.Of(module, tokenizer, () =>
        {
            TokenizedRollouts training = TokenizedRollouts.Of(module, tokenizer, data.TrainingChunks(most));
            return (training.Pooled(), tokenizer.Network.Encode(training.Predicted));
        });
        return new Diagnosis(rollouts.Diagnose(tokenizer, map), rollouts.Validate(tokenizer), map.Name);
    }
}
