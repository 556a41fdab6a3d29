namespace NeuralOps.Core;

/// <summary>Element types of a graph's tensors, numbered as in the ONNX file format.</summary>
public enum GraphElement
{
    /// <summary>32-bit floating point.</summary>
    Real32 = 1,

    /// <summary>64-bit signed integer, the type of shapes and indices.</summary>
    Integer64 = 7,
}
