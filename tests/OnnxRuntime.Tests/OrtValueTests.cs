using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace NeuralOps.Tests;

public sealed class OrtValueTests
{
    [Fact]
    public void CreateTensorValueFromMemory_SharesTheArray()
    {
        long[] data = [1, 2, 3, 4];
        using var value = OrtValue.CreateTensorValueFromMemory(data, [2, 2]);

        value.GetTensorMutableDataAsSpan<long>()[3] = 9;

        Assert.Equal([1, 2, 3, 9], data);
    }

    [Fact]
    public void CreateAllocatedTensorValue_HasTypeAndShape()
    {
        using var value = OrtValue.CreateAllocatedTensorValue(
            OrtAllocator.DefaultInstance, TensorElementType.Double, [2, 5]);

        var info = value.GetTensorTypeAndShape();

        Assert.Equal(TensorElementType.Double, info.ElementDataType);
        Assert.Equal(10, info.ElementCount);
        Assert.Equal(2, info.DimensionsCount);
        Assert.False(info.IsString);
        Assert.Equal(10, value.GetTensorDataAsSpan<double>().Length);
    }

    [Fact]
    public void CreateTensorValueFromMemory_TooSmall_Refuses()
    {
        var error = Assert.Throws<OnnxRuntimeException>(
            () => OrtValue.CreateTensorValueFromMemory(new float[5], [2, 3]));

        Assert.StartsWith("[ErrorCode:InvalidArgument]", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void GetTensorDataAsSpan_OtherType_Refuses()
    {
        using var value = OrtValue.CreateTensorValueFromMemory(new float[3], [3]);

        var error = Assert.Throws<OnnxRuntimeException>(() => value.GetTensorDataAsSpan<int>().Length);

        Assert.Equal("[ErrorCode:InvalidArgument] Expected elements of type Float, got Int32.", error.Message);
    }

    [Fact]
    public void MemoryInfo_NamesTheCpu()
    {
        using var info = new OrtMemoryInfo(
            OrtMemoryInfo.allocatorCPU, OrtAllocatorType.DeviceAllocator, 0, OrtMemType.Default);

        Assert.Equal("Cpu", info.Name);
        Assert.Equal(0, info.Id);
    }
}
