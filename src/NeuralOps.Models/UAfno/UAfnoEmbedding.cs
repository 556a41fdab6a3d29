using NeuralOps.Core;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace NeuralOps.Models;

/// <summary>The embedding of an operator's parameters: linear, norm, ReLU, dropout, linear, norm.
/// θ [B, P] → [B, E].</summary>
internal sealed class UAfnoEmbedding : Module<Tensor, Tensor>, IOnnxExportable
{
    private readonly Linear hidden;
    private readonly LayerNorm norm1;
    private readonly Dropout dropout;
    private readonly Linear output;
    private readonly LayerNorm norm2;

    public UAfnoEmbedding(UAfnoConditioning options)
        : base(nameof(UAfnoEmbedding))
    {
        hidden = Linear(options.Parameters, options.EmbeddingHidden);
        norm1 = LayerNorm(options.EmbeddingHidden);
        dropout = Dropout(options.Dropout);
        output = Linear(options.EmbeddingHidden, options.EmbeddingWidth);
        norm2 = LayerNorm(options.EmbeddingWidth);
        RegisterComponents();
    }

    public override Tensor forward(Tensor input)
    {
        using var scope = NewDisposeScope();
        var x = dropout.call(norm1.call(hidden.call(input)).relu()); // [B, hidden]
        return norm2.call(output.call(x)).MoveToOuterDisposeScope(); // [B, E]
    }

    public GraphValue Export(GraphBuilder graph, GraphValue input)
    {
        var x = graph.Relu(norm1.Export(graph, nameof(norm1), hidden.Export(graph, nameof(hidden), input)));
        return norm2.Export(graph, nameof(norm2), output.Export(graph, nameof(output), x));
    }
}
