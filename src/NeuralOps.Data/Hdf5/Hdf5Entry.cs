namespace NeuralOps.Data;

/// <summary>One name in the tree of a file.</summary>
/// <param name="Name">Path from the root.</param>
/// <param name="Group">The group it leads to, else null.</param>
/// <param name="Dataset">The dataset it leads to, else null.</param>
/// <param name="Note">
/// What else there is to say: where a symbolic link leads, that a group was entered before, why the object cannot be
/// read; else null.
/// </param>
public sealed record Hdf5Entry(string Name, Hdf5Group? Group, Hdf5Dataset? Dataset, string? Note);
