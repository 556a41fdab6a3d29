using TorchSharp;

namespace NeuralOps.Core.Tests;

public sealed class ThreadSettingsTests : IDisposable
{
    private readonly string? before = Environment.GetEnvironmentVariable(ThreadSettings.Variable);

    [Fact]
    public void Count_WithoutVariable_IsTheNumberOfCores()
    {
        Environment.SetEnvironmentVariable(ThreadSettings.Variable, null);

        Assert.Equal(Environment.ProcessorCount, ThreadSettings.Count);
    }

    [Fact]
    public void Apply_SetsTheThreadsOfLibtorch()
    {
        Environment.SetEnvironmentVariable(ThreadSettings.Variable, "1");

        Assert.Equal(1, ThreadSettings.Apply());
        Assert.Equal(1, torch.get_num_threads());
    }

    [Theory]
    [InlineData("0")]
    [InlineData("-2")]
    [InlineData("many")]
    public void Count_WithABadVariable_NamesIt(string text)
    {
        Environment.SetEnvironmentVariable(ThreadSettings.Variable, text);

        var error = Assert.Throws<InvalidOperationException>(() => ThreadSettings.Count);

        Assert.Equal($"Expected NEURALOPS_THREADS to be a whole number from 1, got '{text}'.", error.Message);
    }

    public void Dispose()
    {
        Environment.SetEnvironmentVariable(ThreadSettings.Variable, before);
        ThreadSettings.Apply();
    }
}
