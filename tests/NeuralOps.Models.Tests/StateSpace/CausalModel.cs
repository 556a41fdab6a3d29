using TorchSharp;
using static TorchSharp.torch;

namespace NeuralOps.Models.Tests;

/// <summary>A model over time as a function of one sequence, whole and in pieces, to test the laws that hold for
/// all.</summary>
/// <param name="Module">The model.</param>
/// <param name="Width">Of a frame, motion and physics side by side.</param>
/// <param name="Forward">x [B, L, Width] → y.</param>
/// <param name="Start">B → the state before the first frame.</param>
/// <param name="Continue">The next frames.</param>
internal sealed record CausalModel(
    nn.Module Module,
    int Width,
    Func<Tensor, Tensor> Forward,
    Func<long, SequenceState> Start,
    Func<Tensor, SequenceState, Tensor> Continue) : IDisposable
{
    public const int MotionDim = 7;
    public const int PhysicsDim = 5;

    private static readonly MambaOptions Small = new() { Width = 8, StateSize = 5 };

    public static TheoryData<string> Names =>
    [
        "mamba", "mamba shared A, kernel 2", "s4", "temporal mamba", "temporal s4", "motion", "physics gate",
        "physics gate without residual", "physics sum", "physics none", "system gated", "system ungated",
        "system without physics", "system transformer", "text",
    ];

    /// <summary>A small model with random weights, every one of which has a say.</summary>
    public static CausalModel Open(string name, int seed = 3)
    {
        random.manual_seed(seed);
        var model = Create(name);
        using var quiet = no_grad();
        foreach (var (_, parameter) in model.Module.named_parameters().Where(p => !p.name.EndsWith('A')))
        {
            using var noise = randn(parameter.shape);
            parameter.add_(noise, alpha: 0.3); // of a stable transition only A has to stay as it is
        }

        return model;
    }

    public static PhysicsMotionModel System(PhysicsMotionVariant variant) => new(new()
    {
        MotionDim = MotionDim,
        PhysicsDim = PhysicsDim,
        Mamba = Small,
        Layers = 2,
        Variant = variant,
        Heads = 2,
    });

    public void Dispose() => Module.Dispose();

    private static CausalModel Create(string name) => name switch
    {
        "mamba" => Of(new Mamba(Small with { Expand = 3, StepRank = 2 })),
        "mamba shared A, kernel 2" => Of(new Mamba(Small with { SharesA = true, Kernel = 2 })),
        "s4" => Of(new S4Layer(new() { Width = 8, StateSize = 5 })),
        "temporal mamba" => Of(new TemporalConsistencySsm(new() { Mamba = Small })),
        "temporal s4" => Of(new TemporalConsistencySsm(new() { Mamba = Small, Layer = TemporalLayer.S4 })),
        "motion" => Of(new MotionSsm(new() { Mamba = Small, Layers = 3 })),
        "physics gate" => Of(Physics(PhysicsFusion.Gate)),
        "physics gate without residual" => Of(Physics(PhysicsFusion.Gate, hasResidual: false)),
        "physics sum" => Of(Physics(PhysicsFusion.Sum)),
        "physics none" => Of(Physics(PhysicsFusion.None)),
        "system gated" => Of(System(PhysicsMotionVariant.Gated)),
        "system ungated" => Of(System(PhysicsMotionVariant.Ungated)),
        "system without physics" => Of(System(PhysicsMotionVariant.NoPhysics)),
        "system transformer" => Of(System(PhysicsMotionVariant.Transformer)),
        "text" => Of(Text()),
        _ => throw new ArgumentOutOfRangeException(nameof(name), name, null),
    };

    private static PhysicsSsm Physics(PhysicsFusion fusion, bool hasResidual = true) => new(new()
    {
        Mamba = Small,
        PhysicsDim = PhysicsDim,
        Fusion = fusion,
        HasResidual = hasResidual,
    });

    private static TextToMotionSsm Text() => new(new()
    {
        VocabSize = 9,
        TextWidth = 8,
        FeedForward = 16,
        Mamba = Small,
        Layers = 2,
        MotionDim = MotionDim,
        MaxMotionLength = 1000,
    });

    private static CausalModel Of(SequenceModel model) =>
        new(model, model.Width, model.call, model.Start, model.Continue);

    private static CausalModel Of(PhysicsSsm model) => new(
        model,
        Small.Width + PhysicsDim,
        x => Split(x, model.call),
        model.Start,
        (x, state) => Split(x, (motion, physics) => model.Continue(motion, physics, state)));

    private static CausalModel Of(PhysicsMotionModel model) => new(
        model,
        MotionDim + PhysicsDim,
        x => Split(x, model.call),
        model.Start,
        (x, state) => Split(x, (motion, physics) => model.Continue(motion, physics, state)));

    private static CausalModel Of(TextToMotionSsm model) => new(
        model,
        Small.Width,
        x =>
        {
            using var state = model.Start(x.size(0));
            return model.Continue(x, state);
        },
        model.Start,
        model.Continue);

    private static Tensor Split(Tensor x, Func<Tensor, Tensor?, Tensor> run)
    {
        using var motion = x.narrow(2, 0, x.size(2) - PhysicsDim);
        using var physics = x.narrow(2, x.size(2) - PhysicsDim, PhysicsDim);
        return run(motion, physics);
    }
}
