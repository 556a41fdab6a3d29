using System.Globalization;
using static TorchSharp.torch;

namespace NeuralOps.Models.Tests;

public class ParameterCountTests
{
    private static readonly MambaOptions Shared = new() { SharesA = true };

    [Fact]
    public void Models_HaveTheReferencesNumberOfParameters()
    {
        Assert.Equal(445_984, CountOf(new Mamba(Shared)));
        Assert.Equal(462_336, CountOf(new Mamba(new())));
        Assert.Equal(1_851_776, CountOf(new MotionSsm(new() { Mamba = Shared })));
        Assert.Equal(676_896, CountOf(new PhysicsSsm(new() { Mamba = Shared })));
        Assert.Equal(260_603, CountOf(new MotionProjector(new())));
        Assert.Equal(2_789_275, CountOf(new PhysicsMotionModel(new() { Mamba = Shared })));
        Assert.Equal(4_680_060 + (256 * 50), CountOf(new TextToMotionSsm(new() { VocabSize = 50, Mamba = Shared })));
        Assert.Equal(7_240_060, CountOf(new TextToMotionSsm(new() { VocabSize = 10_000, Mamba = Shared })));
    }

    [Fact]
    public void AChannelsOwnA_AddsOneNumberPerChannelAndState_LessTheShared()
    {
        Assert.Equal(5 * ((512 * 32) - 32), CountOf(new PhysicsMotionModel(new())) - 2_789_275);
        Assert.Equal(
            CountOf(new Mamba(new() { Width = 24, StateSize = 6, Expand = 3, StepRank = 5, Kernel = 3 })),
            new MambaOptions { Width = 24, StateSize = 6, Expand = 3, StepRank = 5, Kernel = 3 }.ParameterCount);
    }

    [Theory]
    [InlineData(PhysicsMotionVariant.Gated, 2_871_035)]
    [InlineData(PhysicsMotionVariant.Ungated, 2_657_275)]
    [InlineData(PhysicsMotionVariant.NoPhysics, 2_640_635)]
    [InlineData(PhysicsMotionVariant.Transformer, 2_872_235)]
    public void Variants_HaveComparableNumbersOfParameters(PhysicsMotionVariant variant, long expected) =>
        Assert.Equal(expected, CountOf(new PhysicsMotionModel(new() { Variant = variant })));

    [Theory]
    [InlineData(32, 2)]
    [InlineData(96, 3)]
    [InlineData(512, 6)]
    public void TheTransformer_HasThoseOfTheModel_ItStandsFor(int width, int layers)
    {
        var options = new PhysicsMotionOptions { Mamba = new() { Width = width }, Layers = layers };
        double share = CountOf(new PhysicsMotionModel(options with { Variant = PhysicsMotionVariant.Transformer }))
            / (double)CountOf(new PhysicsMotionModel(options));
        Assert.True(Math.Abs(share - 1) < 0.005, share.ToString(CultureInfo.InvariantCulture));
    }

    private static long CountOf(nn.Module model)
    {
        using (model)
        {
            return model.parameters().Sum(parameter => parameter.numel());
        }
    }
}
