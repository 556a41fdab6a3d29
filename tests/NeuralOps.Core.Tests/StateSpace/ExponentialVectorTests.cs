using System.Runtime.Intrinsics;

namespace NeuralOps.Core.Tests;

public class ExponentialVectorTests
{
    private const double Ulp = 1.1920929e-7;

    public static TheoryData<int> Lengths => Vector512.IsHardwareAccelerated ? [4, 8, 16] : [4, 8];

    [Theory]
    [MemberData(nameof(Lengths))]
    public void PowerOfTwo_IsExactToTwoUlp(int lanes)
    {
        for (float x = -126; x < 127.4f; x += 0.00837f)
        {
            double expected = Math.Pow(2, x);
            Assert.InRange(Math.Abs((PowerOfTwo(x, lanes) / expected) - 1), 0, 2 * Ulp);
        }
    }

    [Theory]
    [MemberData(nameof(Lengths))]
    public void PowerOfTwo_IsCleanAtTheEnds(int lanes)
    {
        Assert.Equal(0, PowerOfTwo(float.NegativeInfinity, lanes));
        Assert.Equal(0, PowerOfTwo(float.MinValue, lanes));
        Assert.Equal(0, PowerOfTwo(-200, lanes));
        Assert.InRange(PowerOfTwo(-130, lanes), 0, 1e-38f);
        Assert.Equal(1, PowerOfTwo(0, lanes));
        Assert.Equal(float.PositiveInfinity, PowerOfTwo(128, lanes));
        Assert.Equal(float.PositiveInfinity, PowerOfTwo(float.PositiveInfinity, lanes));
        Assert.True(float.IsNaN(PowerOfTwo(float.NaN, lanes)));
    }

    [Theory]
    [MemberData(nameof(Lengths))]
    public void DecaysNearOne_KeepTheirDistanceFromIt(int lanes)
    {
        foreach (float x in (float[])[-0.1f, -0.01f, -0.001f])
        {
            double expected = Math.Pow(2, x) - 1;
            Assert.InRange(PowerOfTwo(x, lanes) - 1 - expected, -Ulp / 2, Ulp / 2);
        }
    }

    [Fact]
    public void Softplus_IsRelativelyExactOnBothSides()
    {
        for (float x = -80; x < 80; x += 0.0173f)
        {
            double expected = x > 30 ? x : Log1P(Math.Exp(x));
            RequireRelative(expected, Of(ExponentialVector.Softplus, x), x);
        }

        static double Log1P(double e) => e < 1e-5 ? e - (e * e / 2) : Math.Log(1 + e);
    }

    [Fact]
    public void Sigmoid_IsRelativelyExact()
    {
        for (float x = -80; x < 80; x += 0.0173f)
        {
            double expected = 1 / (1 + Math.Exp(-x));
            RequireRelative(expected, Of(ExponentialVector.Sigmoid, x), x);
        }
    }

    [Fact]
    public void SiluSlope_IsThatOfTheSilu()
    {
        for (float x = -20; x < 20; x += 0.0173f)
        {
            double sigmoid = 1 / (1 + Math.Exp(-x));
            Assert.Equal(x * sigmoid, Of(ExponentialVector.Silu, x), 1e-6 * (1 + Math.Abs(x)));
            Assert.Equal(
                sigmoid * (1 + (x * (1 - sigmoid))), Of(ExponentialVector.SiluSlope, x), 2e-6);
        }
    }

    private static float PowerOfTwo(float x, int lanes) => lanes switch
    {
        4 => Floats128.First(ExponentialVector.PowerOfTwo(Floats128.Broadcast(x))),
        8 => Floats256.First(ExponentialVector.PowerOfTwo(Floats256.Broadcast(x))),
        _ => Floats512.First(ExponentialVector.PowerOfTwo(Floats512.Broadcast(x))),
    };

    private static float Of(Func<Floats128, Floats128> function, float x) =>
        Floats128.First(function(Floats128.Broadcast(x)));

    // Rounding of the argument x·log2(e) of the exponential is an error relative to the result.
    private static void RequireRelative(double expected, float found, float x) =>
        Assert.InRange(Math.Abs((found / expected) - 1), 0, Ulp * (4 + Math.Abs(x)));
}
