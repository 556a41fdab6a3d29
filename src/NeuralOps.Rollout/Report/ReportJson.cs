using System.Buffers;
using System.Text;
using System.Text.Json;
using NeuralOps.Core;

namespace NeuralOps.Rollout;

/// <summary>A report as the JSON that the page's script draws. The default encoder escapes every character that HTML
/// reads.</summary>
internal static class ReportJson
{
    private const int MaxPoints = 1500;

    public static string Text(Report report, FieldFrames fields, SkeletonFrames skeletons)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartArray();
            foreach (var section in report.Sections)
            {
                json.WriteStartObject();
                json.WriteString("title", section.Title);
                json.WriteString("text", section.Text);
                switch (section)
                {
                    case CurveSection curves:
                        Write(json, curves);
                        break;
                    case TableSection table:
                        Write(json, table);
                        break;
                    case RolloutSection rollouts:
                        Write(json, rollouts, fields);
                        break;
                    case SkeletonSection motions:
                        Write(json, motions, skeletons);
                        break;
                }

                json.WriteEndObject();
            }

            json.WriteEndArray();
        }

        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }

    private static void Write(Utf8JsonWriter json, CurveSection section)
    {
        json.WriteString("kind", "curves");
        json.WriteString("x", section.XLabel);
        json.WriteString("y", section.YLabel);
        json.WriteBoolean("logX", section.LogX);
        json.WriteBoolean("logY", section.LogY);
        json.WriteStartArray("curves");
        foreach (var curve in section.Curves)
        {
            if (curve.X.Count != curve.Y.Count)
            {
                throw new ArgumentException(
                    $"Expected as many ordinates as abscissae in curve '{curve.Name}', "
                    + $"got {curve.Y.Count} and {curve.X.Count}.");
            }

            int every = (curve.X.Count + MaxPoints - 1) / MaxPoints;
            json.WriteStartObject();
            json.WriteString("name", every > 1 ? $"{curve.Name} (mean of {every})" : curve.Name);
            json.WriteBoolean("dashed", curve.Dashed);
            WriteMeans(json, "x", curve.X, every);
            WriteMeans(json, "y", curve.Y, every);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteStartArray("stages");
        foreach ((double x, string name) in section.Stages)
        {
            json.WriteStartObject();
            json.WriteNumber("x", x);
            json.WriteString("name", name);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void WriteMeans(Utf8JsonWriter json, string name, IReadOnlyList<double> values, int every)
    {
        json.WriteStartArray(name);
        for (int i = 0; i < values.Count; i += every)
        {
            double sum = 0;
            int count = Math.Min(every, values.Count - i);
            for (int j = i; j < i + count; j++)
            {
                sum += values[j];
            }

            float mean = (float)(sum / count);
            if (float.IsFinite(mean))
            {
                json.WriteNumberValue(mean);
            }
            else
            {
                json.WriteNullValue();
            }
        }

        json.WriteEndArray();
    }

    private static void Write(Utf8JsonWriter json, TableSection section)
    {
        json.WriteString("kind", "table");
        json.WriteStartArray("columns");
        foreach (string column in section.Columns)
        {
            json.WriteStringValue(column);
        }

        json.WriteEndArray();
        json.WriteStartArray("rows");
        foreach (var row in section.Rows)
        {
            if (row.Count != section.Columns.Count)
            {
                throw new ArgumentException(
                    $"Expected {section.Columns.Count} cells in each row of '{section.Title}', got {row.Count}.");
            }

            json.WriteStartArray();
            foreach (string cell in row)
            {
                json.WriteStringValue(cell);
            }

            json.WriteEndArray();
        }

        json.WriteEndArray();
    }

    private static void Write(Utf8JsonWriter json, RolloutSection section, FieldFrames frames)
    {
        json.WriteString("kind", "rollouts");
        json.WriteNumber("frameTime", section.FrameTime);
        json.WriteString("timeUnit", section.TimeUnit);
        json.WriteStartArray("sequences");
        foreach (var sequence in section.Sequences)
        {
            json.WriteStartObject();
            json.WriteString("name", sequence.Name);
            json.WriteStartArray("fields");
            foreach (var field in sequence.Fields)
            {
                frames.Write(json, field);
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void Write(Utf8JsonWriter json, SkeletonSection section, SkeletonFrames frames)
    {
        json.WriteString("kind", "skeletons");
        json.WriteStartArray("scenes");
        foreach (var scene in section.Scenes)
        {
            json.WriteStartObject();
            json.WriteString("name", scene.Name);
            json.WriteString("caption", scene.Caption);
            json.WriteStartArray("motions");
            if (scene.Motions.Count == 0)
            {
                throw new ArgumentException($"Expected motions in the scene '{scene.Name}', got none.");
            }

            foreach (var motion in scene.Motions)
            {
                frames.Write(json, motion);
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }
}
