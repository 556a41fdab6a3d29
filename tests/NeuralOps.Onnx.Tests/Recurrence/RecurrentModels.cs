using NeuralOps.Core;
using NeuralOps.Models;
using static TorchSharp.torch;

namespace NeuralOps.Onnx.Tests;

/// <summary>Small recurrent models of every kind, and how each runs natively.</summary>
internal static class RecurrentModels
{
    private static readonly Dictionary<string, Func<bool, Native>> All = new()
    {
        ["mamba"] = shared => new(new Mamba(Sizes(shared))),
        ["s4"] = _ => new(new S4Layer(new() { Width = 12, StateSize = 6 })),
        ["consistency"] = shared => new(new TemporalConsistencySsm(new() { Mamba = Sizes(shared) })),
        ["consistency-s4"] = shared => new(
            new TemporalConsistencySsm(new() { Mamba = Sizes(shared), Layer = TemporalLayer.S4 })),
        ["motion"] = shared => new(new MotionSsm(new() { Mamba = Sizes(shared), Layers = 3 })),
        ["physics"] = shared => new(Physics(shared, PhysicsFusion.Gate, hasResidual: true)),
        ["physics-plain"] = shared => new(Physics(shared, PhysicsFusion.Gate, hasResidual: false)),
        ["physics-sum"] = shared => new(Physics(shared, PhysicsFusion.Sum, hasResidual: true)),
        ["physics-none"] = shared => new(Physics(shared, PhysicsFusion.None, hasResidual: true)),
        ["joint"] = shared => new(Joint(shared, PhysicsMotionVariant.Gated)),
        ["joint-ungated"] = shared => new(Joint(shared, PhysicsMotionVariant.Ungated)),
        ["joint-no-physics"] = shared => new(Joint(shared, PhysicsMotionVariant.NoPhysics)),
        ["text"] = shared => new(Text(shared, 1100)),
    };

    /// <summary>Every model, with its own A for each channel and with a shared one.</summary>
    public static TheoryData<string, bool> Names
    {
        get
        {
            var data = new TheoryData<string, bool>();
            foreach (string name in All.Keys)
            {
                data.Add(name, false);
                data.Add(name, true);
            }

            return data;
        }
    }

    public static Native Create(string name, bool sharesA)
    {
        random.manual_seed(11);
        var model = All[name](sharesA);
        model.Module.eval();
        return model;
    }

    public static TextToMotionSsm Text(bool sharesA, int longest, bool masksPadding = false) => new(new()
    {
        VocabSize = 30,
        TextWidth = 8,
        Heads = 2,
        FeedForward = 16,
        MaxTextLength = 10,
        MasksPadding = masksPadding,
        MotionDim = 9,
        MaxMotionLength = longest,
        Mamba = Sizes(sharesA),
        Layers = 2,
    });

    public static MambaOptions Sizes(bool sharesA) => new() { Width = 12, StateSize = 6, SharesA = sharesA };

    private static PhysicsSsm Physics(bool sharesA, PhysicsFusion fusion, bool hasResidual) => new(new()
    {
        Mamba = Sizes(sharesA),
        PhysicsDim = 5,
        Fusion = fusion,
        HasResidual = hasResidual,
    });

    private static PhysicsMotionModel Joint(bool sharesA, PhysicsMotionVariant variant) => new(new()
    {
        Mamba = Sizes(sharesA),
        MotionDim = 10,
        PhysicsDim = 5,
        Layers = 2,
        Variant = variant,
    });

    /// <summary>A model, and its native run over sequences that continue one another.</summary>
    internal sealed record Native(nn.Module Module) : IDisposable
    {
        public IOnnxRecurrent Recurrent => (IOnnxRecurrent)Module;

        public SequenceState Start(int batch) => Module switch
        {
            SequenceModel model => model.Start(batch),
            PhysicsSsm model => model.Start(batch),
            PhysicsMotionModel model => model.Start(batch),
            _ => ((TextToMotionSsm)Module).Start(batch),
        };

        public Tensor Continue(Tensor[] inputs, SequenceState state) => Module switch
        {
            SequenceModel model => model.Continue(inputs[0], state),
            PhysicsSsm model => model.Continue(inputs[0], inputs.ElementAtOrDefault(1), state),
            PhysicsMotionModel model => model.Continue(inputs[0], inputs.ElementAtOrDefault(1), state),
            _ => ((TextToMotionSsm)Module).Continue(inputs[0], state),
        };

        /// <summary>Normal inputs [B, L, D] of a seed.</summary>
        public Tensor[] Inputs(int batch, int frames, ulong seed = 3)
        {
            var generator = new Generator(seed);
            return [.. Recurrent.Inputs.Select(i => randn([batch, frames, .. i.Dims], generator: generator))];
        }

        public void Dispose() => Module.Dispose();
    }
}
