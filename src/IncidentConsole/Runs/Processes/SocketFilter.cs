using System.Runtime.InteropServices;

namespace MeetSolis.IncidentConsole.Runs;

/// <summary>
/// A seccomp program (classic BPF) that lets <c>socket()</c> make Unix, netlink and TCP sockets and answers EACCES to every other. It also
/// refuses io_uring, which could make sockets without that call, and calls of another architecture.
/// </summary>
internal static class SocketFilter
{
    private const ushort Load = 0x20, Equal = 0x15, AtLeast = 0x35, And = 0x54, Return = 0x06;
    private const uint Allow = 0x7fff0000, Deny = 0x00050000 | 13, NoSuchCall = 0x00050000 | 38;
    private const uint NumberAt = 0, ArchitectureAt = 4, FamilyAt = 16, TypeAt = 24, ProtocolAt = 32;
    private const uint Unix = 1, Internet = 2, Internet6 = 10, Netlink = 16, Stream = 1, Tcp = 6, IoUringSetup = 425;

    public static bool IsSupported => Machine is not null;

    private static (uint Architecture, uint Socket)? Machine => RuntimeInformation.ProcessArchitecture switch
    {
        Architecture.X64 => (0xc000003e, 41),
        Architecture.Arm64 => (0xc00000b7, 198),
        _ => null,
    };

    public static ulong[] Program()
    {
        var (architecture, socket) = Machine ?? throw new PlatformNotSupportedException();
        // Jumps count the instructions to pass over; the verdicts stand at 17 (deny), 18 (allow) and 19 (no such call).
        return
        [
            /* 0 */ Do(Load, ArchitectureAt),
            /* 1 */ If(Equal, architecture, 0, 15),
            /* 2 */ Do(Load, NumberAt),
            // x32: the same architecture with other numbers.
            /* 3 */ If(AtLeast, 0x40000000, 13, 0),
            /* 4 */ If(Equal, IoUringSetup, 14, 0),
            /* 5 */ If(Equal, socket, 0, 12),
            /* 6 */ Do(Load, FamilyAt),
            /* 7 */ If(Equal, Unix, 10, 0),
            /* 8 */ If(Equal, Netlink, 9, 0),
            /* 9 */ If(Equal, Internet, 1, 0),
            /* 10 */ If(Equal, Internet6, 0, 6),
            /* 11 */ Do(Load, TypeAt),
            // Without SOCK_NONBLOCK and SOCK_CLOEXEC.
            /* 12 */ Do(And, 0xf),
            /* 13 */ If(Equal, Stream, 0, 3),
            // Only TCP is in Landlock's hands: MPTCP and SCTP are stream sockets too.
            /* 14 */ Do(Load, ProtocolAt),
            /* 15 */ If(Equal, 0, 2, 0),
            /* 16 */ If(Equal, Tcp, 1, 0),
            /* 17 */ Do(Return, Deny),
            /* 18 */ Do(Return, Allow),
            /* 19 */ Do(Return, NoSuchCall),
        ];
    }

    private static ulong Do(ushort code, uint value) => code | ((ulong)value << 32);

    private static ulong If(ushort code, uint value, byte then, byte otherwise) =>
        Do(code, value) | ((ulong)then << 16) | ((ulong)otherwise << 24);
}
