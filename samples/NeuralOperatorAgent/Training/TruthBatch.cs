using static TorchSharp.torch;

namespace NeuralOperatorAgent;

/// <summary>What is known of a batch of samples.</summary>
/// <param name="Frames">The true frames, [B, T+1, C, H, W].</param>
/// <param name="Shares">a and b of the update, [B, 2].</param>
/// <param name="Parameters">θ [B, P] where the operator takes it, else null.</param>
internal sealed record TruthBatch(Tensor Frames, Tensor Shares, Tensor? Parameters)
{
    /// <summary>The steps from the first frame to the last.</summary>
    public int Steps => (int)Frames.size(1) - 1;

    /// <summary>The batch's later frames.</summary>
    /// <param name="first">The frame that becomes the first.</param>
    public TruthBatch From(int first) => this with { Frames = Frames.narrow(1, first, Frames.size(1) - first) };
}
