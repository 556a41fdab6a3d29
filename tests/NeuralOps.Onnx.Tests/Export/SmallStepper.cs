using NeuralOps.Core;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace NeuralOps.Onnx.Tests;

/// <summary>A stand-in for a model: y = u + 0.1 · tanh(conv(gelu(conv(x)))), u the first output channels of x.
/// x [B, C, H, W] → [B, C_out, H, W].</summary>
internal sealed class SmallStepper : nn.Module<Tensor, Tensor>, IOnnxExportable
{
    private readonly Conv2d c1;
    private readonly Dropout drop;
    private readonly Conv2d c2;
    private readonly long outputs;

    public SmallStepper(long inputs = 6, long outputs = 3) : base(nameof(SmallStepper))
    {
        random.manual_seed(5);
        this.outputs = outputs;
        c1 = nn.Conv2d(inputs, 8, 3, padding: 1);
        drop = nn.Dropout(0.5);
        c2 = nn.Conv2d(8, outputs, 3, padding: 1);
        RegisterComponents();
    }

    public override Tensor forward(Tensor input)
    {
        using var scope = NewDisposeScope();
        var update = c2.call(drop.call(nn.functional.gelu(c1.call(input)))).tanh();
        return (input.narrow(1, 0, outputs) + 0.1 * update).MoveToOuterDisposeScope();
    }

    public GraphValue Export(GraphBuilder graph, GraphValue input)
    {
        var hidden = graph.Gelu(Conv(graph, "c1", c1, input));
        var update = graph.Tanh(Conv(graph, "c2", c2, hidden));
        return graph.Add(graph.Slice(input, 1, 0, outputs), graph.Mul(update, graph.Constant(0.1f)));
    }

    private static GraphValue Conv(GraphBuilder graph, string name, Conv2d conv, GraphValue x)
    {
        using var scope = graph.Scope(name);
        return graph.Conv(
            x, graph.Weight("weight", conv.weight!), graph.Weight("bias", conv.bias!), padding: [1, 1]);
    }
}
