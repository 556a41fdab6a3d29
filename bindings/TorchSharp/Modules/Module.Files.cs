using System.Text;

namespace TorchSharp;

public static partial class torch
{
    public static partial class nn
    {
        // The file: number of entries; per entry its key, element type, number of dimensions, dimensions, and the raw
        // little-endian elements. Numbers are LEB128, keys BinaryWriter strings.
        public partial class Module
        {
            public Module save(string location, IList<string>? skip = null) => save(File.Create(location), skip);

            /// <summary>Writes all weights and closes the stream.</summary>
            public Module save(Stream stream, IList<string>? skip = null)
            {
                using var writer = new BinaryWriter(stream);
                return save(writer, skip);
            }

            public Module save(BinaryWriter writer, IList<string>? skip = null)
            {
                save_state_dict(writer, state_dict(), skip);
                return this;
            }

            public static void save_state_dict(
                BinaryWriter writer, Dictionary<string, Tensor> sd, IList<string>? skip = null)
            {
                var saved = sd.Where(entry => skip?.Contains(entry.Key) != true).ToList();
                writer.Write7BitEncodedInt64(saved.Count);
                foreach ((string key, Tensor value) in saved)
                {
                    writer.Write(key);
                    writer.Write7BitEncodedInt64((long)value.dtype);
                    writer.Write7BitEncodedInt64(value.ndim);
                    foreach (long size in value.shape)
                    {
                        writer.Write7BitEncodedInt64(size);
                    }
                    using Tensor detached = value.detach();
                    using Tensor local = detached.cpu();
                    using Tensor plain = local.contiguous();
                    writer.Write(plain.bytes);
                }
            }

            public virtual Module load(
                string location, bool strict = true, IList<string>? skip = null,
                Dictionary<string, bool>? loadedParameters = null)
            {
                using FileStream stream = File.OpenRead(location);
                return load(stream, strict, skip, loadedParameters);
            }

            public Module load(
                Stream stream, bool strict = true, IList<string>? skip = null,
                Dictionary<string, bool>? loadedParameters = null)
            {
                using var reader = new BinaryReader(stream, Encoding.UTF8, leaveOpen: true);
                return load(reader, strict, skip, loadedParameters);
            }

            /// <summary>Reads weights in by name. Element type and shape must match even when not strict.</summary>
            public virtual Module load(
                BinaryReader reader, bool strict = true, IList<string>? skip = null,
                Dictionary<string, bool>? loadedParameters = null)
            {
                Dictionary<string, Tensor> target = state_dict();
                long entries = reader.Read7BitEncodedInt64();
                long expected = target.Keys.Count(key => skip?.Contains(key) != true);
                if (strict && entries != expected && entries != target.Count)
                {
                    throw new ArgumentException(
                        $"Mismatched state_dict sizes: expected {expected}, but found {entries} entries.");
                }
                using IDisposable grad = no_grad();
                for (long i = 0; i < entries; i++)
                {
                    string key = reader.ReadString();
                    bool known = target.TryGetValue(key, out Tensor? into);
                    if (strict && !known)
                    {
                        throw new ArgumentException(
                            $"Mismatched module state names: the target module {GetName()} has no parameter or "
                            + $"buffer '{key}'.");
                    }
                    bool taken = known && skip?.Contains(key) != true;
                    ReadEntry(reader, key, taken ? into : null);
                    if (loadedParameters is not null)
                    {
                        loadedParameters[key] = taken;
                    }
                }
                return this;
            }

            private static void ReadEntry(BinaryReader reader, string key, Tensor? into)
            {
                var type = (ScalarType)reader.Read7BitEncodedInt64();
                long[] shape = ReadShape(reader, key);
                if (into is null)
                {
                    Skip(reader, shape.Aggregate(ElementSize(type), (product, size) => checked(product * size)));
                    return;
                }
                if (into.dtype != type)
                {
                    throw new ArgumentException($"Expected '{key}' of type {into.dtype}, got {type}.");
                }
                RequireShape(key, into.shape, shape);
                using Tensor loaded = empty(shape, dtype: type, device: CPU);
                reader.BaseStream.ReadExactly(loaded.bytes);
                into.copy_(loaded);
            }

            private static long[] ReadShape(BinaryReader reader, string key)
            {
                int dimensions = reader.Read7BitEncodedInt();
                if (dimensions is < 0 or > 64)
                {
                    throw new InvalidDataException($"Expected '{key}' with 0 to 64 dimensions, got {dimensions}.");
                }
                long[] shape = new long[dimensions];
                for (int i = 0; i < dimensions; i++)
                {
                    shape[i] = reader.Read7BitEncodedInt64();
                    if (shape[i] < 0)
                    {
                        throw new InvalidDataException($"Expected '{key}' with sizes of 0 or more, got {shape[i]}.");
                    }
                }
                return shape;
            }

            private static void Skip(BinaryReader reader, long count)
            {
                byte[] buffer = new byte[Math.Min(count, 1 << 16)];
                for (long left = count; left > 0; left -= Math.Min(left, buffer.Length))
                {
                    reader.BaseStream.ReadExactly(buffer, 0, (int)Math.Min(left, buffer.Length));
                }
            }

            private static long ElementSize(ScalarType type)
            {
                using Tensor element = empty([0L], dtype: type, device: CPU);
                return element.ElementSize;
            }
        }
    }
}
