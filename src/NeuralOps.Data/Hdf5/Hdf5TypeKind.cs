namespace NeuralOps.Data;

/// <summary>What one element in an HDF5 file is.</summary>
public enum Hdf5TypeKind
{
    /// <summary>A number, a bool or an array of either; <see cref="Hdf5Type.Element"/> says which.</summary>
    Number,

    /// <summary>A string, of fixed or variable length.</summary>
    Text,

    /// <summary>A reference to a group or dataset, read as a string: the path of what it refers to.</summary>
    Reference,

    /// <summary>Numbers, as many as each element has.</summary>
    Sequence,

    /// <summary>Named members of types of their own.</summary>
    Compound,

    /// <summary>Anything else: references to parts of datasets, times, integers of more than 64 bits.</summary>
    Other,
}
