using static TorchSharp.torch;

namespace NeuralOperatorAgent;

/// <summary>Says how a trajectory goes on from its first frames.</summary>
/// <param name="Name">Its name in tables.</param>
/// <param name="Predict">The fields from the first frame on, [B, n+1, C, H, W].</param>
internal sealed record Predictor(string Name, Func<TruthBatch, Tensor> Predict)
{
    /// <summary>A trained operator.</summary>
    public static Predictor Of(string name, AgentModule module, int steps) => new(name, truth =>
        module.Noa.Rollout(
            module.Noa.StateOf(truth.Frames, module.Noa.Options.FirstFrame, truth.Shares),
            steps - module.Noa.Options.FirstFrame,
            parameters: module.Noa.Options.Operator.Conditioning is null ? null : truth.Parameters));

    /// <summary>The field stays as it is.</summary>
    public static Predictor Persistence(int first) => new("persistence", truth =>
        truth.Frames.narrow(1, first, 1).expand(-1, truth.Steps - first + 1, -1, -1, -1));

    /// <summary>The mean of the training samples at each time.</summary>
    public static Predictor Mean(int first, Tensor mean) => new("mean", truth =>
        mean.narrow(1, first, truth.Steps - first + 1).expand(truth.Frames.size(0), -1, -1, -1, -1));

    /// <summary>The operator's last observed response is held: u' = a·u + b·r.</summary>
    public static Predictor HeldResponse(int first) => new("held response", truth =>
    {
        Tensor a = truth.Shares.narrow(1, 0, 1).view(-1, 1, 1, 1);
        Tensor u = truth.Frames.select(1, first);
        Tensor step = u - (a * truth.Frames.select(1, first - 1)); // b·r
        var fields = new List<Tensor> { u };
        for (int t = first; t < truth.Steps; t++)
        {
            u = (a * u) + step;
            fields.Add(u);
        }

        return stack(fields, 1);
    });
}
