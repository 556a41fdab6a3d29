using Microsoft.ML.OnnxRuntime;

namespace NeuralOps.Tests;

public sealed class OrtIoBindingTests : IDisposable
{
    private readonly InferenceSession session = new(TinyModel.Bytes);
    private readonly RunOptions options = new();
    private readonly float[] a = [1, 2, 3];
    private readonly float[] b = new float[3];

    public void Dispose()
    {
        options.Dispose();
        session.Dispose();
    }

    [Fact]
    public void RunWithBinding_DoubleBuffered_FeedsOutputsBack()
    {
        using var first = OrtValue.CreateTensorValueFromMemory(a, [1, 3]);
        using var second = OrtValue.CreateTensorValueFromMemory(b, [1, 3]);
        using var binding = session.CreateIoBinding();

        for (var i = 0; i < 4; i++)
        {
            binding.BindInput("x", i % 2 == 0 ? first : second);
            binding.BindOutput("y", i % 2 == 0 ? second : first);
            session.RunWithBinding(options, binding);
        }

        Assert.Equal([16, 32, 48], a);
        Assert.Equal([8, 16, 24], b);
    }

    [Fact]
    public void RunWithBinding_AndRebinding_AllocateNothing()
    {
        using var first = OrtValue.CreateTensorValueFromMemory(a, [1, 3]);
        using var second = OrtValue.CreateTensorValueFromMemory(b, [1, 3]);
        using var binding = session.CreateIoBinding();

        void Steps(int count)
        {
            for (var i = 0; i < count; i++)
            {
                binding.BindInput("x", i % 2 == 0 ? first : second);
                binding.BindOutput("y", i % 2 == 0 ? second : first);
                session.RunWithBinding(options, binding);
            }
        }

        Steps(100);
        var before = GC.GetAllocatedBytesForCurrentThread();
        Steps(100);

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    [Fact]
    public void BoundValue_DisposedByItsOwner_StaysValid()
    {
        using var binding = session.CreateIoBinding();
        using (var x = OrtValue.CreateTensorValueFromMemory(a, [1, 3]))
        using (var y = OrtValue.CreateTensorValueFromMemory(b, [1, 3]))
        {
            binding.BindInput("x", x);
            binding.BindOutput("y", y);
        }

        session.RunWithBinding(options, binding);

        Assert.Equal([2, 4, 6], b);
    }

    [Fact]
    public void BindOutputToDevice_GivesTheOutput()
    {
        using var x = OrtValue.CreateTensorValueFromMemory(a, [1, 3]);
        using var binding = session.CreateIoBinding();
        binding.BindInput("x", x);
        binding.BindOutputToDevice("y", OrtMemoryInfo.DefaultInstance);
        binding.SynchronizeBoundInputs();

        session.RunWithBinding(options, binding);
        binding.SynchronizeBoundOutputs();
        using var values = binding.GetOutputValues();

        Assert.Equal(["y"], binding.GetOutputNames());
        Assert.Equal([2, 4, 6], values[0].GetTensorDataAsSpan<float>().ToArray());
    }

    [Fact]
    public void ClearBound_LeavesNothingBound()
    {
        using var x = OrtValue.CreateTensorValueFromMemory(a, [1, 3]);
        using var binding = session.CreateIoBinding();
        binding.BindInput("x", x);
        binding.BindOutput("y", x);

        binding.ClearBoundInputs();
        binding.ClearBoundOutputs();

        Assert.Empty(binding.GetOutputNames());
        Assert.Throws<OnnxRuntimeException>(() => session.RunWithBinding(options, binding));
    }

    [Fact]
    public void BindInput_UnknownName_Refuses()
    {
        using var x = OrtValue.CreateTensorValueFromMemory(a, [1, 3]);
        using var binding = session.CreateIoBinding();

        var error = Assert.Throws<OnnxRuntimeException>(() => binding.BindInput("z", x));

        Assert.StartsWith("[ErrorCode:", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Binding_OutlivesItsSession()
    {
        using var x = OrtValue.CreateTensorValueFromMemory(a, [1, 3]);
        var binding = session.CreateIoBinding();
        session.Dispose();

        binding.BindInput("x", x);
        binding.Dispose();

        Assert.Throws<ObjectDisposedException>(() => binding.BindInput("x", x));
    }
}
