using NeuralOps.Core;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace NeuralOps.Models;

/// <summary>Linear, GELU, linear over the last axis: x [.., D] → [.., D].</summary>
internal sealed class AfnoMlp : Module<Tensor, Tensor>, IOnnxExportable
{
    private readonly Linear fc1;
    private readonly Linear fc2;

    public AfnoMlp(AfnoOptions options)
        : base(nameof(AfnoMlp))
    {
        fc1 = Linear(options.Embedding, options.MlpRatio * options.Embedding);
        fc2 = Linear(options.MlpRatio * options.Embedding, options.Embedding);
        RegisterComponents();
    }

    public override Tensor forward(Tensor input)
    {
        using var scope = NewDisposeScope();
        return fc2.call(fc1.call(input).gelu()).MoveToOuterDisposeScope();
    }

    public GraphValue Export(GraphBuilder graph, GraphValue input) =>
        fc2.Export(graph, nameof(fc2), graph.Gelu(fc1.Export(graph, nameof(fc1), input)));
}
