using TorchSharp.Native;

namespace TorchSharp;

public static partial class torch
{
    public partial class Tensor
    {
        private static readonly Operator SelectOp = new("aten::select.int", "self dim index");
        private static readonly Operator SliceOp = new("aten::slice.Tensor", "self dim start end step");
        private static readonly Operator IndexOp = new("aten::index.Tensor", "self indices");
        private static readonly Operator IndexPutOp = new("aten::index_put_", "self indices values accumulate");
        private static readonly Operator NarrowOp = new("aten::narrow", "self dim start length");
        private static readonly Operator IndexSelectOp = new("aten::index_select", "self dim index");
        private static readonly Operator IndexAddInPlaceOp = new("aten::index_add_", "self dim index source alpha");

        public Tensor this[params TensorIndex[] indices]
        {
            get => index(indices);
            set => index_put_(value, indices);
        }

        public Tensor this[params Tensor[] indices]
        {
            get => IndexOp.Call(this, (Tensor?[])indices);
            set => IndexPutOp.InPlace(this, (Tensor?[])indices, value);
        }

        public Tensor select(long dim, long index) => SelectOp.Call(this, dim, index);

        public Tensor narrow(long dim, long start, long length) => NarrowOp.Call(this, dim, start, length);

        public Tensor index_select(long dim, Tensor index) => IndexSelectOp.Call(this, dim, index);

        public Tensor index_add_(long dim, Tensor index, Tensor source, Scalar alpha) =>
            IndexAddInPlaceOp.InPlace(this, dim, index, source, alpha);

        public Tensor index(params TensorIndex[] indices)
        {
            using DisposeScope scope = NewDisposeScope();
            (Tensor view, Tensor?[] advanced) = View(indices);
            Tensor result = advanced.Length == 0 ? view : IndexOp.Call(view, advanced);
            return (ReferenceEquals(result, this) ? result.alias() : result).MoveToOuterDisposeScope();
        }

        public Tensor index_put_(Tensor value, params TensorIndex[] indices)
        {
            using DisposeScope scope = NewDisposeScope();
            (Tensor view, Tensor?[] advanced) = View(indices);
            if (advanced.Length == 0)
            {
                view.copy_(value);
            }
            else
            {
                IndexPutOp.InPlace(view, advanced, value);
            }
            return this;
        }

        // Applies everything but tensor indices as views; what remains is indexed by the returned list.
        private (Tensor View, Tensor?[] Advanced) View(TensorIndex[] indices)
        {
            Tensor view = this;
            var advanced = new List<Tensor?>();
            long axis = 0;
            long covered = 0; // the axes that `advanced` takes: a mask takes as many as it has
            for (int i = 0; i < indices.Length; i++)
            {
                TensorIndex entry = indices[i];
                switch (entry.kind)
                {
                    case TensorIndex.Kind.Single:
                        view = view.select(axis, entry.single);
                        break;
                    case TensorIndex.Kind.Slice:
                        view = SliceOp.Call(view, axis, entry.start ?? 0, entry.stop ?? long.MaxValue, entry.step ?? 1);
                        axis++;
                        break;
                    case TensorIndex.Kind.None or TensorIndex.Kind.Null:
                        view = view.unsqueeze(axis++);
                        break;
                    case TensorIndex.Kind.Tensor:
                        for (; covered < axis; covered++)
                        {
                            advanced.Add(null);
                        }
                        advanced.Add(entry.tensor);
                        axis += Consumed([entry]);
                        covered = axis;
                        break;
                    default:
                        axis = view.ndim - Consumed(indices[(i + 1)..]);
                        break;
                }
            }
            return (view, [.. advanced]);
        }

        private static long Consumed(TensorIndex[] indices) => indices.Sum(entry => entry.kind switch
        {
            TensorIndex.Kind.Single or TensorIndex.Kind.Slice => 1,
            TensorIndex.Kind.Tensor => entry.tensor!.dtype == ScalarType.Bool ? entry.tensor.ndim : 1,
            _ => 0L,
        });
    }
}
