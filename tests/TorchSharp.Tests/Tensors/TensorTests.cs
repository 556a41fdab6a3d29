using System.Runtime.InteropServices;
using TorchSharp;
using static TorchSharp.torch;

namespace NeuralOps.Tests;

public sealed class TensorTests
{
    [Fact]
    public void Randn_WithSeed_GivesPytorchsNumbers()
    {
        manual_seed(0);
        using Tensor x = randn(3);
        Assert.Equal([1.5409961f, -0.2934289f, -2.1787894f], x.data<float>().ToArray());
    }

    [Fact]
    public void Randn_WithOwnGenerator_LeavesTheDefaultStreamAlone()
    {
        manual_seed(0);
        using var generator = new Generator(0);
        using Tensor own = randn(3, generator: generator);
        using Tensor global = randn(3);
        Assert.Equal(own.data<float>().ToArray(), global.data<float>().ToArray());
    }

    [Fact]
    public void GeneratorState_Restored_RepeatsTheDraws()
    {
        using Tensor state = get_rng_state();
        using Tensor first = rand(5);
        set_rng_state(state);
        using Tensor second = rand(5);
        Assert.Equal(first.data<float>().ToArray(), second.data<float>().ToArray());
    }

    [Fact]
    public void ElementTypes_FollowTheOfficialDefaults()
    {
        using DisposeScope scope = NewDisposeScope();
        Assert.Equal(ScalarType.Float64, tensor(1.0).dtype);
        Assert.Equal(ScalarType.Int32, tensor(1).dtype);
        Assert.Equal(ScalarType.Int32, tensor(new[] { 1, 2 }).dtype);
        Assert.Equal(ScalarType.Int64, arange(3).dtype);
        Assert.Equal(ScalarType.Float32, arange(3.0).dtype);
        Assert.Equal(ScalarType.Float32, zeros(2).dtype);
        Assert.Equal(ScalarType.Float32, (ones(2) * 2.5).dtype);
        Assert.Equal(ScalarType.Float32, (tensor(new long[] { 3 }) / tensor(2)).dtype);
    }

    [Theory]
    [InlineData("+", 5f)]
    [InlineData("-", -1f)]
    [InlineData("*", 6f)]
    [InlineData("/", 2f / 3f)]
    public void Operators_WithScalarOnEitherSide_Agree(string symbol, float expected)
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor two = tensor(2f);
        Tensor three = tensor(3f);
        Tensor[] results = symbol switch
        {
            "+" => [two + three, 2 + three, two + 3, 2.0 + three, two + 3.0f],
            "-" => [two - three, 2 - three, two - 3, 2.0 - three, two - 3.0f],
            "*" => [two * three, 2 * three, two * 3, 2.0 * three, two * 3.0f],
            _ => [two / three, 2 / three, two / 3, 2.0 / three, two / 3.0f],
        };
        Assert.All(results, result => Assert.Equal(expected, result.item<float>(), 1e-6f));
    }

    [Fact]
    public void Index_SlicesEllipsisAndNewAxis_SelectAsInNumpy()
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor x = arange(24.0).reshape(2, 3, 4);
        Assert.Equal([3f, 7f, 11f, 15f, 19f, 23f], x[TensorIndex.Ellipsis, ^1].data<float>().ToArray());
        Assert.Equal([4f, 6f], x[0, 1, TensorIndex.Slice(0, 4, 2)].data<float>().ToArray());
        Assert.Equal([2L, 1, 2, 4], x[.., TensorIndex.None, 1..3].shape);
        Assert.Equal([20f, 21f, 22f, 23f], x[^1, ^1].data<float>().ToArray());
    }

    [Fact]
    public void Index_ByTensors_SelectsRowsAndMasks()
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor x = arange(6.0).reshape(2, 3);
        Assert.Equal([3f, 4f, 5f, 0f, 1f, 2f], x[tensor(new long[] { 1, 0 })].data<float>().ToArray());
        Assert.Equal([4f, 5f], x[x > 3].data<float>().ToArray());
        Assert.Equal([2f, 0f], x[0, TensorIndex.Tensor(tensor(new long[] { 2, 0 }))].data<float>().ToArray());
        Tensor column = x[TensorIndex.Colon, TensorIndex.Tensor(tensor(new long[] { 1 }))];
        Assert.Equal([1f, 4f], column.data<float>().ToArray());
    }

    [Fact]
    public void Index_BehindAMaskOfTwoAxes_CountsBoth()
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor x = arange(16.0).reshape(2, 2, 2, 2);
        Tensor mask = tensor(new[] { false, true, true, false }, [2, 2]);
        Tensor last = tensor(new long[] { 1 });

        Tensor picked = x[TensorIndex.Tensor(mask), TensorIndex.Colon, TensorIndex.Tensor(last)];

        Assert.Equal([5f, 7f, 9f, 11f], picked.data<float>().ToArray());
    }

    [Fact]
    public void IndexPut_WritesThroughViewsAndMasks()
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor x = zeros(2, 3);
        x[0, 1..] = tensor(new float[] { 1, 2 });
        x[x == 0] = tensor(9f);
        Assert.Equal([9f, 1f, 2f, 9f, 9f, 9f], x.data<float>().ToArray());
    }

    [Fact]
    public void Bytes_OfTransposedTensor_AreRefusedButDataCopies()
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor x = arange(4.0).reshape(2, 2).t();
        Assert.Equal([0f, 2f, 1f, 3f], x.data<float>().ToArray());
        Assert.Equal(1f, x.data<float>()[1, 0]);
        var error = Assert.Throws<InvalidOperationException>(() => x.bytes.Length);
        Assert.Equal("The bytes of a tensor are only accessible when it is contiguous and on the CPU.", error.Message);
    }

    [Fact]
    public void Item_OfAnotherElementType_NamesBoth()
    {
        using Tensor x = tensor(1f);
        var error = Assert.Throws<ArgumentException>(() => x.item<double>());
        Assert.Equal("Expected element type of a Float32 tensor, got Double.", error.Message);
    }

    [Fact]
    public void NativeErrors_CarryLibtorchsMessage()
    {
        using DisposeScope scope = NewDisposeScope();
        var error = Assert.Throws<ExternalException>(() => zeros(2, 3).matmul(zeros(2, 3)));
        Assert.Equal("mat1 and mat2 shapes cannot be multiplied (2x3 and 2x3)", error.Message);
    }

    [Fact]
    public void ListWithoutATensor_IsRefused()
    {
        using Tensor x = zeros(2);
        var error = Assert.Throws<ExternalException>(() => cat([x, null!]));
        Assert.Equal("expected a tensor at 1 of the list, got none", error.Message);
    }

    [Fact]
    public void DisposedTensor_IsRefused()
    {
        Tensor x = zeros(1);
        x.Dispose();
        var error = Assert.Throws<InvalidOperationException>(() => x.shape);
        Assert.Equal("Tensor invalid -- empty handle.", error.Message);
    }

    [Fact]
    public void TensorFromArray_WithWrongShape_NamesBoth()
    {
        var error = Assert.Throws<ArgumentException>(() => tensor(new float[] { 1, 2, 3 }, [2, 2]));
        Assert.Equal("Expected 4 elements for shape [2, 2], got 3.", error.Message);
    }

    [Fact]
    public void Reductions_AndSorts_MatchHandComputedValues()
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor x = tensor(new float[] { 3, 1, 2, 6, 5, 4 }, [2, 3]);
        Assert.Equal([6f, 15f], x.sum(1).data<float>().ToArray());
        Assert.Equal([4.5f, 3f, 3f], x.mean([0L]).data<float>().ToArray());
        Assert.Equal([3f, 6f], x.max(1).values.data<float>().ToArray());
        Assert.Equal([1L, 2L], x.argmin(1).data<long>().ToArray());
        Assert.Equal([1f, 2f, 3f, 4f, 5f, 6f], x.sort(1).Values.data<float>().ToArray());
        Assert.Equal(3.5f, x.quantile(tensor(0.5f), 1).mean().item<float>(), 1e-6f);
        Assert.Equal(MathF.Sqrt(91), x.norm().item<float>(), 1e-5f);
    }

    [Fact]
    public void Einsum_AndMatmul_Agree()
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor a = randn(2, 3, 4);
        Tensor b = randn(2, 4, 5);
        Assert.True(einsum("bij,bjk->bik", a, b).allclose(a.matmul(b), 1e-5, 1e-6));
    }

    [Fact]
    public void SplitCatStackChunk_AreInverse()
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor x = randn(6, 4);
        Assert.True(cat(x.split(2), 0).Equals(x));
        Assert.True(cat(x.split([1, 3], 1), 1).Equals(x));
        Assert.True(stack(x.unbind(1), 1).Equals(x));
        Assert.True(cat(x.chunk(3), 0).Equals(x));
    }

    [Fact]
    public void Devices_HaveReferenceEquality_AndClearErrors()
    {
        Assert.Equal("cuda:1", new Device("cuda:1").ToString());
        var error = Assert.Throws<ArgumentException>(() => new Device("tpu"));
        Assert.Equal("Expected device cpu, cuda[:n] or meta, got 'tpu'.", error.Message);
    }
}
