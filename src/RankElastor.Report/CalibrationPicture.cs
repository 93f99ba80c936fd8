using System.Text;
using RankElastor.Data.Files;
using RankElastor.Report.Charts;
using RankElastor.Report.Pages;
using RankElastor.Training.Records;

namespace RankElastor.Report;

/// <summary>The reliability diagram before and after a recalibration, and the bins of every reading.</summary>
public static class CalibrationPicture
{
    /// <summary>
    /// Writes an SVG file (of test rows, or of validation rows where there are none) and a CSV file, each whole or not
    /// at all.
    /// </summary>
    public static void Write(CalibrationRecord record, string svgFile, string csvFile)
    {
        Write(svgFile, Picture.Of(ReliabilityChart.Draw(record)));
        Write(csvFile, ReliabilityChart.Table(record).ToString());
    }

    static void Write(string file, string text) =>
        DurableFile.Write(file, stream => stream.Write(Encoding.UTF8.GetBytes(text)));
}
