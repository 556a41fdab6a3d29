using TorchSharp.Native;

namespace TorchSharp;

public static partial class torch
{
    /// <summary>One entry of an index expression: an integer, a slice, an ellipsis, a new axis or a tensor.</summary>
    public struct TensorIndex
    {
        internal enum Kind
        {
            Ellipsis,
            None,
            Null,
            Single,
            Slice,
            Tensor,
        }

        internal Kind kind;
        internal long single;
        internal long? start;
        internal long? stop;
        internal long? step;
        internal Tensor? tensor;

        public static TensorIndex Ellipsis => new() { kind = Kind.Ellipsis };

        public static TensorIndex None => new() { kind = Kind.None };

        public static TensorIndex Null => new() { kind = Kind.None };

        public static TensorIndex Colon => Slice();

        public static TensorIndex Single(long? index) =>
            index is { } given ? new TensorIndex { kind = Kind.Single, single = given } : None;

        public static TensorIndex Slice(long? start = null, long? stop = null, long? step = null) =>
            new() { kind = Kind.Slice, start = start, stop = stop, step = step };

        public static TensorIndex Slice((int? start, int? end) range) => Slice(range.start, range.end);

        public static TensorIndex Slice(Range range) => Slice(
            range.Start.IsFromEnd ? -range.Start.Value : range.Start.Value,
            range.End.IsFromEnd ? (range.End.Value == 0 ? null : -range.End.Value) : range.End.Value);

        public static TensorIndex Tensor(Tensor tensor) => new() { kind = Kind.Tensor, tensor = tensor };

        public static implicit operator TensorIndex(long value) => Single(value);

        public static implicit operator TensorIndex((int? start, int? end) range) => Slice(range);

        public static implicit operator TensorIndex(Range range) => Slice(range);

        public static implicit operator TensorIndex(Index index) =>
            Single(index.IsFromEnd ? -index.Value : index.Value);
    }
}
