using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace TorchSharp.Modules
{
    /// <summary>Pads the last dimensions: (before, after) pairs, the last dimension first.</summary>
    public abstract class PadBase : ParameterLessModule<Tensor, Tensor>
    {
        private readonly PaddingModes mode;

        private protected PadBase(string name, PaddingModes mode, double value, long[] padding)
            : base(name) => (this.mode, this.value, this.padding) = (mode, value, padding);

        public long[] padding { get; }

        public double value { get; }

        public override Tensor forward(Tensor input) => functional.pad(input, padding, mode, value);
    }

    /// <summary>Pads by reflection at the border, without the border point.</summary>
    public sealed class ReflectionPad1d : PadBase
    {
        internal ReflectionPad1d(params long[] padding)
            : base(nameof(ReflectionPad1d), PaddingModes.Reflect, 0, padding)
        {
        }
    }

    /// <summary>Pads by reflection at the border, without the border point.</summary>
    public sealed class ReflectionPad2d : PadBase
    {
        internal ReflectionPad2d(params long[] padding)
            : base(nameof(ReflectionPad2d), PaddingModes.Reflect, 0, padding)
        {
        }
    }

    /// <summary>Pads by reflection at the border, without the border point.</summary>
    public sealed class ReflectionPad3d : PadBase
    {
        internal ReflectionPad3d(params long[] padding)
            : base(nameof(ReflectionPad3d), PaddingModes.Reflect, 0, padding)
        {
        }
    }

    /// <summary>Pads by repeating the border.</summary>
    public sealed class ReplicationPad1d : PadBase
    {
        internal ReplicationPad1d(params long[] padding)
            : base(nameof(ReplicationPad1d), PaddingModes.Replicate, 0, padding)
        {
        }
    }

    /// <summary>Pads by repeating the border.</summary>
    public sealed class ReplicationPad2d : PadBase
    {
        internal ReplicationPad2d(params long[] padding)
            : base(nameof(ReplicationPad2d), PaddingModes.Replicate, 0, padding)
        {
        }
    }

    /// <summary>Pads by repeating the border.</summary>
    public sealed class ReplicationPad3d : PadBase
    {
        internal ReplicationPad3d(params long[] padding)
            : base(nameof(ReplicationPad3d), PaddingModes.Replicate, 0, padding)
        {
        }
    }

    /// <summary>Pads with zeros.</summary>
    public sealed class ZeroPad2d : PadBase
    {
        internal ZeroPad2d(params long[] padding)
            : base(nameof(ZeroPad2d), PaddingModes.Constant, 0, padding)
        {
        }
    }

    /// <summary>Pads with one value.</summary>
    public sealed class ConstantPad2d : PadBase
    {
        internal ConstantPad2d(double value, params long[] padding)
            : base(nameof(ConstantPad2d), PaddingModes.Constant, value, padding)
        {
        }
    }
}

namespace TorchSharp
{
    public static partial class torch
    {
        public static partial class nn
        {
            public static ReflectionPad1d ReflectionPad1d(long padding) => new(Sizes.Of(padding, 2));

            public static ReflectionPad1d ReflectionPad1d((long, long) padding) => new(
                padding.Item1, padding.Item2);

            public static ReflectionPad2d ReflectionPad2d(long padding) => new(Sizes.Of(padding, 4));

            public static ReflectionPad2d ReflectionPad2d((long, long, long, long) padding) => new(
                padding.Item1, padding.Item2, padding.Item3, padding.Item4);

            public static ReflectionPad3d ReflectionPad3d(long padding) => new(Sizes.Of(padding, 6));

            public static ReflectionPad3d ReflectionPad3d((long, long, long, long, long, long) padding) => new(
                padding.Item1, padding.Item2, padding.Item3, padding.Item4, padding.Item5, padding.Item6);

            public static ReplicationPad1d ReplicationPad1d(long padding) => new(Sizes.Of(padding, 2));

            public static ReplicationPad1d ReplicationPad1d((long, long) padding) => new(
                padding.Item1, padding.Item2);

            public static ReplicationPad2d ReplicationPad2d(long padding) => new(Sizes.Of(padding, 4));

            public static ReplicationPad2d ReplicationPad2d((long, long, long, long) padding) => new(
                padding.Item1, padding.Item2, padding.Item3, padding.Item4);

            public static ReplicationPad3d ReplicationPad3d(long padding) => new(Sizes.Of(padding, 6));

            public static ReplicationPad3d ReplicationPad3d((long, long, long, long, long, long) padding) => new(
                padding.Item1, padding.Item2, padding.Item3, padding.Item4, padding.Item5, padding.Item6);

            public static ZeroPad2d ZeroPad2d(long padding) => new(Sizes.Of(padding, 4));

            public static ZeroPad2d ZeroPad2d((long, long, long, long) padding) => new(
                padding.Item1, padding.Item2, padding.Item3, padding.Item4);

            public static ConstantPad2d ConstantPad2d(long padding, double value) => new(value, Sizes.Of(padding, 4));

            public static ConstantPad2d ConstantPad2d((long, long, long, long) padding, double value) => new(
                value, padding.Item1, padding.Item2, padding.Item3, padding.Item4);
        }
    }
}
