using NeuralOps.Rollout;
using Spectre.Console;

namespace NeuralOps.Cli;

/// <summary>Draws a report's table on the console.</summary>
public static class Tables
{
    /// <summary>Writes heading, table and nothing else.</summary>
    /// <param name="console">Where it is drawn.</param>
    /// <param name="section">The table.</param>
    public static void Write(IAnsiConsole console, TableSection section)
    {
        ArgumentNullException.ThrowIfNull(console);
        ArgumentNullException.ThrowIfNull(section);
        console.WriteLine();
        console.MarkupLineInterpolated($"[bold]{section.Title}[/]");
        console.WriteLine(section.Text);
        Table table = Terminal.Table([.. section.Columns]);
        foreach (IReadOnlyList<string> row in section.Rows)
        {
            table.AddRow([.. row.Select(Markup.Escape)]);
        }

        console.Write(table);
    }
}
