using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace NeuralOps.Models;

/// <summary>
/// A sequence of any length as one unit vector: a linear map, three residual convolutions over three places with
/// dilations 1, 2 and 4, the mean over what is real, and a linear map. x [B, L, M], mask [B, L] → [B, E].
/// </summary>
internal sealed class MaskedSequenceEncoder : Module<Tensor, Tensor, Tensor>
{
    private const double LeastSquare = 1e-16; // a point at the origin keeps a finite gradient

    private readonly Linear input;
    private readonly Conv1d conv1;
    private readonly Conv1d conv2;
    private readonly Conv1d conv3;
    private readonly Linear hidden;
    private readonly Linear output;

    public MaskedSequenceEncoder(int inputDim, int width, int embeddingDim)
        : base(nameof(MaskedSequenceEncoder))
    {
        input = Linear(inputDim, width);
        conv1 = Conv1d(width, width, 3, padding: 1L);
        conv2 = Conv1d(width, width, 3, padding: 2L, dilation: 2);
        conv3 = Conv1d(width, width, 3, padding: 4L, dilation: 4);
        hidden = Linear(width, width);
        output = Linear(width, embeddingDim);
        RegisterComponents();
    }

    /// <summary>Padding is zero before every convolution, as what lies beyond the ends is.</summary>
    public override Tensor forward(Tensor input1, Tensor input2)
    {
        var mask = input2.unsqueeze(1); // [B, 1, L]
        var x = input.call(input1).transpose(1, 2) * mask; // [B, D, L]
        foreach (var conv in new[] { conv1, conv2, conv3 })
        {
            x = x + (functional.silu(conv.call(x)) * mask);
        }

        var mean = x.sum([2]) / mask.sum([2]).clamp_min(1); // [B, D]
        var point = output.call(functional.silu(hidden.call(mean)));
        return point / point.square().sum([1], keepdim: true).clamp_min(LeastSquare).sqrt();
    }
}
