using System;
using System.IO;
using System.Text;
using Microsoft.Build.Framework;
using Microsoft.Build.Utilities;

/// <summary>
/// Copies a 64-bit little-endian ELF library and marks one entry of its version-needs table weak, so that a loader whose
/// library lacks that version warns instead of refusing. Where the system has the version, the copy is made unchanged.
/// </summary>
public sealed class WeakenVersionNeed : Task
{
    const uint SectionVersionNeeds = 0x6ffffffe; // SHT_GNU_verneed
    const ushort FlagWeak = 2;                   // VER_FLG_WEAK

    public string Library { get; set; }
    public string PatchedLibrary { get; set; }
    public string Needed { get; set; }
    public string Version { get; set; }

    public override bool Execute()
    {
        var image = File.ReadAllBytes(Library);
        if (!SystemHasVersion() && !Weaken(image))
        {
            Log.LogMessage(MessageImportance.High, "{0}: no need of {1} from {2}; copied unchanged.", Library, Version, Needed);
        }

        var temporary = PatchedLibrary + "." + Guid.NewGuid().ToString("N");
        File.WriteAllBytes(temporary, image);
        if (File.Exists(PatchedLibrary)) { File.Delete(PatchedLibrary); }
        File.Move(temporary, PatchedLibrary);
        return true;
    }

    bool SystemHasVersion()
    {
        foreach (var folder in new[] { "/usr/lib/x86_64-linux-gnu", "/lib/x86_64-linux-gnu", "/usr/lib64", "/lib64", "/usr/lib" })
        {
            var path = Path.Combine(folder, Needed);
            if (File.Exists(path))
            {
                var text = Encoding.ASCII.GetString(File.ReadAllBytes(path));
                return text.IndexOf(Version + "\0", StringComparison.Ordinal) >= 0;
            }
        }
        return false;
    }

    bool Weaken(byte[] elf)
    {
        if (elf.Length < 64 || BitConverter.ToUInt32(elf, 0) != 0x464c457f || elf[4] != 2 || elf[5] != 1)
        {
            throw new InvalidDataException(Library + " is not a 64-bit little-endian ELF file.");
        }

        var sections = BitConverter.ToInt64(elf, 0x28);
        var entrySize = BitConverter.ToUInt16(elf, 0x3a);
        var count = BitConverter.ToUInt16(elf, 0x3c);
        var hash = ElfHash(Version);
        for (var i = 0; i < count; i++)
        {
            var section = (int)(sections + (long)i * entrySize);
            if (BitConverter.ToUInt32(elf, section + 4) != SectionVersionNeeds) { continue; }

            var strings = (int)(sections + BitConverter.ToUInt32(elf, section + 40) * (long)entrySize);
            var names = (int)BitConverter.ToInt64(elf, strings + 24);
            var file = (int)BitConverter.ToInt64(elf, section + 24);
            for (var left = BitConverter.ToUInt32(elf, section + 44); left > 0; left--)
            {
                if (NameAt(elf, names + (int)BitConverter.ToUInt32(elf, file + 4)) == Needed && WeakenIn(elf, file, hash))
                {
                    return true;
                }
                file += (int)BitConverter.ToUInt32(elf, file + 12);
            }
        }
        return false;
    }

    static bool WeakenIn(byte[] elf, int file, uint hash)
    {
        var version = file + (int)BitConverter.ToUInt32(elf, file + 8);
        for (var left = BitConverter.ToUInt16(elf, file + 2); left > 0; left--)
        {
            if (BitConverter.ToUInt32(elf, version) == hash)
            {
                elf[version + 4] |= (byte)FlagWeak;
                return true;
            }
            version += (int)BitConverter.ToUInt32(elf, version + 12);
        }
        return false;
    }

    static string NameAt(byte[] elf, int offset)
    {
        var end = Array.IndexOf(elf, (byte)0, offset);
        return Encoding.ASCII.GetString(elf, offset, end - offset);
    }

    static uint ElfHash(string name)
    {
        uint hash = 0;
        foreach (var c in name)
        {
            hash = (hash << 4) + c;
            var high = hash & 0xf0000000;
            if (high != 0) { hash ^= high >> 24; }
            hash &= ~high;
        }
        return hash;
    }
}
