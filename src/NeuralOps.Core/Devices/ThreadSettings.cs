using System.Globalization;
using TorchSharp;

namespace NeuralOps.Core;

/// <summary>
/// The one number of threads of a process: of libtorch (which the kernels share) and of the sessions of ONNX Runtime.
/// </summary>
public static class ThreadSettings
{
    /// <summary>The environment variable that sets the number; without it, all cores that the process may
    /// use.</summary>
    public const string Variable = "NEURALOPS_THREADS";

    /// <summary>The number of threads that the environment asks for.</summary>
    /// <exception cref="InvalidOperationException">The variable is set and is not a whole number from 1.</exception>
    public static int Count => Parse(Environment.GetEnvironmentVariable(Variable));

    /// <summary>Makes libtorch use <see cref="Count"/> threads; call once, before the first tensor.</summary>
    /// <returns>The number of threads.</returns>
    /// <exception cref="InvalidOperationException">The variable is set and is not a whole number from 1.</exception>
    public static int Apply()
    {
        int count = Count;
        torch.set_num_threads(count);
        return count;
    }

    private static int Parse(string? text)
    {
        if (string.IsNullOrEmpty(text))
        {
            return Environment.ProcessorCount;
        }

        return int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int count) && count > 0
            ? count
            : throw new InvalidOperationException($"Expected {Variable} to be a whole number from 1, got '{text}'.");
    }
}
