namespace NeuralOps.Onnx;

/// <summary>Reads the fields of an ONNX file that a summary needs.</summary>
internal sealed class OnnxSummaryReader(string path, Stream stream)
{
    private const int MaximumNesting = 32;

    private readonly ProtoReader reader = new(path, stream);
    private readonly Dictionary<string, long> opsets = [];
    private readonly Dictionary<string, string> metadata = [];
    private readonly List<string> operators = [];
    private string producer = "";
    private string producerVersion = "";
    private long weightCount;
    private bool hasGraph;
    private int nesting;

    internal OnnxModelSummary Read()
    {
        Fields(reader.Length, (field, type, end) => (field, type) switch
        {
            (2, 2) => Set(ref producer, end),
            (3, 2) => Set(ref producerVersion, end),
            (7, 2) => Graph(reader.ReadEnd(end)),
            (8, 2) => Opset(reader.ReadEnd(end)),
            (14, 2) => Entry(reader.ReadEnd(end)),
            _ => false,
        });
        return hasGraph && opsets.Count > 0
            ? new OnnxModelSummary(producer, producerVersion, opsets, operators, weightCount, metadata)
            : throw reader.Damaged("no graph with its operator set");
    }

    private void Fields(long end, Func<int, int, long, bool> take)
    {
        while (reader.Position < end)
        {
            var (field, type) = reader.ReadTag(end);
            if (!take(field, type, end))
            {
                reader.Skip(type, end);
            }
        }
    }

    private bool Set(ref string text, long end)
    {
        text = reader.ReadText(end);
        return true;
    }

    private bool Graph(long stop)
    {
        hasGraph = true;
        if (++nesting > MaximumNesting)
        {
            throw reader.Damaged($"more than {MaximumNesting} graphs inside one another");
        }

        Fields(stop, (field, type, end) => (field, type) switch
        {
            (1, 2) => Node(reader.ReadEnd(end)),
            (5, 2) => Tensor(reader.ReadEnd(end)),
            _ => false,
        });
        nesting--;
        return true;
    }

    private bool Node(long stop)
    {
        string operation = "", domain = "";
        int place = operators.Count;
        Fields(stop, (field, type, end) => (field, type) switch
        {
            (4, 2) => Set(ref operation, end),
            (5, 2) => Attribute(reader.ReadEnd(end)),
            (7, 2) => Set(ref domain, end),
            _ => false,
        });
        operators.Insert(place, domain.Length == 0 ? operation : $"{domain}.{operation}");
        return true;
    }

    private bool Attribute(long stop)
    {
        Fields(stop, (field, type, end) => (field, type) switch
        {
            (6 or 11, 2) => Graph(reader.ReadEnd(end)),
            _ => false,
        });
        return true;
    }

    private bool Tensor(long stop)
    {
        long count = 1;
        Fields(stop, (field, type, end) => (field, type) switch
        {
            (1, 0) => Multiply(ref count, end),
            _ => false,
        });
        weightCount += count;
        return true;
    }

    private bool Multiply(ref long count, long end)
    {
        count = unchecked(count * reader.ReadNumber(end));
        return true;
    }

    private bool Opset(long stop)
    {
        var domain = "";
        long version = 0;
        Fields(stop, (field, type, end) => (field, type) switch
        {
            (1, 2) => Set(ref domain, end),
            (2, 0) => Set(ref version, end),
            _ => false,
        });
        opsets[domain] = version;
        return true;
    }

    private bool Set(ref long number, long end)
    {
        number = reader.ReadNumber(end);
        return true;
    }

    private bool Entry(long stop)
    {
        string key = "", value = "";
        Fields(stop, (field, type, end) => (field, type) switch
        {
            (1, 2) => Set(ref key, end),
            (2, 2) => Set(ref value, end),
            _ => false,
        });
        metadata[key] = value;
        return true;
    }
}
