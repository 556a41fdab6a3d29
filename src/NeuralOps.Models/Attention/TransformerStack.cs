using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace NeuralOps.Models;

/// <summary><see cref="TransformerLayer"/>s one after the other, under the names of PyTorch's TransformerEncoder.
/// x [B, L, D] → [B, L, D].</summary>
internal sealed partial class TransformerStack : Module<Tensor, Tensor>
{
    private readonly ModuleList<TransformerLayer> layers;

    public TransformerStack(int count, TransformerOptions options)
        : base(nameof(TransformerStack))
    {
        layers = ModuleList<TransformerLayer>(
            [.. Enumerable.Range(0, count).Select(_ => new TransformerLayer(options))]);
        RegisterComponents();
    }

    public override Tensor forward(Tensor input) => Run(input, null);

    /// <summary>The same with a mask, as of <see cref="SelfAttention.Advance"/>.</summary>
    public Tensor Run(Tensor x, Tensor? mask) =>
        layers.Aggregate(x, (current, layer) => layer.Advance(current, mask, []));
}
