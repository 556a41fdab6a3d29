namespace NeuralOps.Data;

/// <summary>What one element of a NumPy array is.</summary>
public enum NpyKind
{
    /// <summary>One byte, 0 or 1 (<c>b1</c>).</summary>
    Bool,

    /// <summary>A signed integer of 1, 2, 4 or 8 bytes (<c>i</c>).</summary>
    SignedInteger,

    /// <summary>An unsigned integer of 1, 2, 4 or 8 bytes (<c>u</c>).</summary>
    UnsignedInteger,

    /// <summary>An IEEE 754 number of 2, 4 or 8 bytes (<c>f</c>).</summary>
    Real,

    /// <summary>Real and imaginary part, 8 or 16 bytes together (<c>c</c>).</summary>
    Complex,

    /// <summary>A string of bytes, filled up with zeros (<c>S</c>).</summary>
    ByteString,

    /// <summary>A string of four-byte code points, filled up with zeros (<c>U</c>).</summary>
    Unicode,
}
