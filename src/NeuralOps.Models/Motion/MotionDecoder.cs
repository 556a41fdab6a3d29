using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace NeuralOps.Models;

/// <summary>Frames to motion by linear, SiLU, linear, [B, L, D] → [B, L, M], and a text's condition to the share of the
/// longest motion, [B, D] → [B].</summary>
internal sealed partial class MotionDecoder : Module<Tensor, Tensor>
{
    private readonly Sequential output_proj;
    private readonly Linear length_head;

    public MotionDecoder(int width, int motionDim)
        : base(nameof(MotionDecoder))
    {
        output_proj = Sequential(Linear(width, width), SiLU(), Linear(width, motionDim));
        length_head = Linear(width, 1);
        RegisterComponents();
    }

    public override Tensor forward(Tensor input) => output_proj.call(input);

    public Tensor LengthShare(Tensor condition) => length_head.call(condition).sigmoid().squeeze(-1);
}
