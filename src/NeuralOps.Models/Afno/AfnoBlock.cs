using NeuralOps.Core;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace NeuralOps.Models;

/// <summary>x ← x + S(N(x)), then x ← x + F(N(x)), with S an <see cref="AfnoFilter"/> over space, F an
/// <see cref="AfnoMlp"/> and N a norm over channels. x [B, h, w, D] → [B, h, w, D].</summary>
internal sealed class AfnoBlock : Module<Tensor, Tensor>, IOnnxExportable
{
    private const double Epsilon = 1e-6;

    private readonly LayerNorm norm1;
    private readonly AfnoFilter filter;
    private readonly LayerNorm norm2;
    private readonly AfnoMlp mlp;

    public AfnoBlock(AfnoOptions options)
        : base(nameof(AfnoBlock))
    {
        norm1 = LayerNorm(options.Embedding, Epsilon);
        filter = new AfnoFilter(options);
        norm2 = LayerNorm(options.Embedding, Epsilon);
        mlp = new AfnoMlp(options);
        RegisterComponents();
    }

    public override Tensor forward(Tensor input)
    {
        using var scope = NewDisposeScope();
        var fields = norm1.call(input).permute(0, 3, 1, 2); // [B, D, h, w]
        var x = input + filter.call(fields).permute(0, 2, 3, 1); // [B, h, w, D]
        return (x + mlp.call(norm2.call(x))).MoveToOuterDisposeScope();
    }

    public GraphValue Export(GraphBuilder graph, GraphValue input)
    {
        var fields = graph.Transpose(norm1.Export(graph, nameof(norm1), input), 0, 3, 1, 2);
        GraphValue x;
        using (graph.Scope(nameof(filter)))
        {
            x = graph.Add(input, graph.Transpose(filter.Export(graph, fields), 0, 2, 3, 1));
        }

        var normalized = norm2.Export(graph, nameof(norm2), x);
        using var scope = graph.Scope(nameof(mlp));
        return graph.Add(x, mlp.Export(graph, normalized));
    }
}
