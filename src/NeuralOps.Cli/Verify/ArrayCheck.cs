namespace NeuralOps.Cli;

/// <summary>How far one computed array is from the expected one.</summary>
/// <param name="Name">Its name in <c>io.npz</c>, or the name of another fact.</param>
/// <param name="Error">max|difference| over max(1, max|expected|), of gradients over max|expected|.</param>
/// <param name="Tolerance">The limit; 0 asks for equality.</param>
/// <param name="Note">What differs beside the values, or null.</param>
internal sealed record ArrayCheck(string Name, double Error, double Tolerance, string? Note = null)
{
    /// <summary>Whether the array agrees.</summary>
    public bool Passed => Note is null && Error <= Tolerance;
}
