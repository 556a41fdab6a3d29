using System.Runtime.Intrinsics;

namespace NeuralOps.Core.Tests;

public class ExponentialVectorTests
{
    private const double Ulp = 1.1920929e-7;

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void PowerOfTwo_IsExactToTwoUlp(bool isPortable)
    {
        for (float x = -126; x < 127.4f; x += 0.00837f)
        {
            double expected = Math.Pow(2, x);
            Assert.InRange(Math.Abs((PowerOfTwo(x, isPortable) / expected) - 1), 0, 2 * Ulp);
        }
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void PowerOfTwo_IsCleanAtTheEnds(bool isPortable)
    {
        Assert.Equal(0, PowerOfTwo(float.NegativeInfinity, isPortable));
        Assert.Equal(0, PowerOfTwo(float.MinValue, isPortable));
        Assert.Equal(0, PowerOfTwo(-200, isPortable));
        Assert.InRange(PowerOfTwo(-130, isPortable), 0, 1e-38f);
        Assert.Equal(1, PowerOfTwo(0, isPortable));
        Assert.Equal(float.PositiveInfinity, PowerOfTwo(128, isPortable));
        Assert.Equal(float.PositiveInfinity, PowerOfTwo(float.PositiveInfinity, isPortable));
        Assert.True(float.IsNaN(PowerOfTwo(float.NaN, isPortable)));
    }

    [Fact]
    public void DecaysNearOne_KeepTheirDistanceFromIt()
    {
        foreach (float x in (float[])[-0.1f, -0.01f, -0.001f])
        {
            double expected = Math.Pow(2, x) - 1;
            Assert.InRange(PowerOfTwo(x, isPortable: false) - 1 - expected, -Ulp / 2, Ulp / 2);
        }
    }

    [Fact]
    public void Softplus_IsRelativelyExactOnBothSides()
    {
        for (float x = -80; x < 80; x += 0.0173f)
        {
            double expected = x > 30 ? x : Log1P(Math.Exp(x));
            RequireRelative(expected, First(ExponentialVector.Softplus(Vector512.Create(x))), x);
        }

        static double Log1P(double e) => e < 1e-5 ? e - (e * e / 2) : Math.Log(1 + e);
    }

    [Fact]
    public void Sigmoid_IsRelativelyExact()
    {
        for (float x = -80; x < 80; x += 0.0173f)
        {
            double expected = 1 / (1 + Math.Exp(-x));
            RequireRelative(expected, First(ExponentialVector.Sigmoid(Vector512.Create(x))), x);
        }
    }

    [Fact]
    public void SiluSlope_IsThatOfTheSilu()
    {
        for (float x = -20; x < 20; x += 0.0173f)
        {
            double sigmoid = 1 / (1 + Math.Exp(-x));
            Assert.Equal(x * sigmoid, First(ExponentialVector.Silu(Vector512.Create(x))), 1e-6 * (1 + Math.Abs(x)));
            Assert.Equal(
                sigmoid * (1 + (x * (1 - sigmoid))), First(ExponentialVector.SiluSlope(Vector512.Create(x))), 2e-6);
        }
    }

    private static float PowerOfTwo(float x, bool isPortable) => First(isPortable
        ? ExponentialVector.PortablePowerOfTwo(Vector512.Create(x))
        : ExponentialVector.PowerOfTwo(Vector512.Create(x)));

    // Rounding of the argument x·log2(e) of the exponential is an error relative to the result.
    private static void RequireRelative(double expected, float found, float x) =>
        Assert.InRange(Math.Abs((found / expected) - 1), 0, Ulp * (4 + Math.Abs(x)));

    private static float First(Vector512<float> x) => x.ToScalar();
}
