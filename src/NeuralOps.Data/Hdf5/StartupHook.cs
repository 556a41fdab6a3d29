using NeuralOps.Data;

/// <summary>
/// What .NET runs before <c>Main</c> in a program started with DOTNET_STARTUP_HOOKS naming this library. The other
/// process of an <see cref="Hdf5Guard"/> serves here and ends; any other program goes on.
/// </summary>
internal static class StartupHook
{
    /// <summary>The name and form that .NET expects.</summary>
    public static void Initialize()
    {
        if (Environment.GetEnvironmentVariable(Hdf5GuardedProcess.Variable) is { } mode)
        {
            using var input = Console.OpenStandardInput();
            using var output = Console.OpenStandardOutput();
            Hdf5GuardedProcess.Serve(input, output, mode == Hdf5GuardedProcess.Values);
            Environment.Exit(0);
        }
    }
}
